"""Finds the images that look like an image."""
