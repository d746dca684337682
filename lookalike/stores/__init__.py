"""Stores: where vectors and attributes are kept. To add one, write a file and a line in connect.py."""
