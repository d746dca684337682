"""Collections of images to learn, try and test with."""
