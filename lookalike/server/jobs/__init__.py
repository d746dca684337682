"""Long work that requests begin, and the news about it."""
