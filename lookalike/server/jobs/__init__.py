"""Background jobs that requests start, and their events."""
