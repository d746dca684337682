"""Facts about this machine: cores, time, C library."""
