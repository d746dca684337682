"""Train an embedding from labels; the only package that uses torch."""
