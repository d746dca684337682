"""Text and JSON files, durable writes, and digests of content."""
