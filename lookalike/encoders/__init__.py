"""What turns images into vectors. To add an encoder, write a file and a line in catalogue.py."""
