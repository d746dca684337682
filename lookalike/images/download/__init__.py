"""Download images over http and https, within limits."""
