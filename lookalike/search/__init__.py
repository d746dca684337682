"""From a query to ranked, explained hits; knows nothing of files."""
