"""This machine: its cores, its clock, its C library."""
