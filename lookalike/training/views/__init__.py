"""Random augmented views of images: crops, flips, colours and mixes."""
