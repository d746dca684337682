"""The REST API: routes translate, the library does the work."""
