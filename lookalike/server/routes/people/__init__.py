"""Routes about people: what they did, and what is recommended to them."""
