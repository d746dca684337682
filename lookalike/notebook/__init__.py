"""How results show themselves in a notebook: HTML that stands alone and fetches nothing."""
