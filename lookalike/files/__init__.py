"""Read text and JSON files, write files durably, compute digests of content."""
