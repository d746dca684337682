"""Where vectors and attributes are kept. To add a store, write a file and a line in connect.py."""
