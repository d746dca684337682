"""Recommend items from what a person did, from a basket or a picture, each with a reason."""
