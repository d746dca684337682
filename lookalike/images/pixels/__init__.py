"""Convert pixels of any mode and depth to 8-bit sRGB."""
