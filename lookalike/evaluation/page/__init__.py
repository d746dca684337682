"""Evaluation reports as HTML pages, and their charts."""
