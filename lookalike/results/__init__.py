"""Search results as lists and arrays, with conversion to pandas and Arrow."""
