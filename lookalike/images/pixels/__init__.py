"""Pixels of any mode and depth to upright sRGB of 8 bits."""
