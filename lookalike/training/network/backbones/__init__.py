"""Networks from images to feature maps; each is one file."""
