"""The REST API: routes translate requests; the library does the work."""
