"""Encoders turn images into vectors. To add one, write a file and a line in catalogue.py."""
