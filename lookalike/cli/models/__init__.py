"""Commands that learn an embedding, measure it, and compare runs."""
