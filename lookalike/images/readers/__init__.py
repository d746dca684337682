"""Readers of one format each, where Pillow's own would give wrong pixels or none."""
