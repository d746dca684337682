"""What a person reads: reports as HTML, and their charts."""
