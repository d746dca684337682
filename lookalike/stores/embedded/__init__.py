"""The default store: Qdrant Edge in a folder, for one process at a time."""
