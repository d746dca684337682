"""Conditions on attributes: as values, as text, and what is odd about them."""
