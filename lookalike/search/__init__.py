"""Turn a query into ranked, explained hits; knows nothing of files."""
