"""Show results in notebooks as self-contained HTML."""
