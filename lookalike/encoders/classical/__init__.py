"""Encoders without a neural network: colour, texture and shape."""
