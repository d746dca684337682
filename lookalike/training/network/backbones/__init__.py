"""Backbones: networks from images to feature maps, one per file."""
