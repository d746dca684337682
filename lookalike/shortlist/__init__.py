"""Choose hits from the ranking of a search: copies once, one of each group, more variety."""
