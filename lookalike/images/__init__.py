"""Find, read, decode and draw images."""
