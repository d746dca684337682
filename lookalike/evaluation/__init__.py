"""Measure the quality of rankings."""
