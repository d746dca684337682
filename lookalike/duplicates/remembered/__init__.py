"""What is kept of duplicates as notes of a store: decisions, and what the last search found."""
