"""What a collection gives back, as lists and arrays that also become tables of other libraries."""
