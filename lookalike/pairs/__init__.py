"""Explain why two pictures are alike: parts of the score, places, colours."""
