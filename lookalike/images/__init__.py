"""Pixels: finding, reading and drawing images."""
