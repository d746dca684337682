"""Embeddings of a trained teacher network, for the losses that distil it."""
