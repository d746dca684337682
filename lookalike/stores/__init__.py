"""Stores of vectors and attributes. To add one, write a folder and a line in connect.py."""
