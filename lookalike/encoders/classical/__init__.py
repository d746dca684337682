"""Encoders that need no network: colour, texture and shape."""
