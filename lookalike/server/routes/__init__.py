"""The routes by topic; each parses, calls the library, and responds."""
