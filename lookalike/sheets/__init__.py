"""Contact sheets: searches as pictures."""
