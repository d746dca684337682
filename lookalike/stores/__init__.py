"""Where vectors and attributes are kept. To add a store, write a folder and a line in connect.py."""
