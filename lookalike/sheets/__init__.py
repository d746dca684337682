"""Contact sheets: searches drawn as pictures."""
