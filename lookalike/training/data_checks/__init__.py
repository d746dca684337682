"""Checks of a data set and of a running training, with advice."""
