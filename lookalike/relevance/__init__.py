"""Calibrate scores: what they mean in one collection, with stated error rates."""
