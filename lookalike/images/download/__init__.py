"""Downloads of images from http and https addresses, within limits."""
