"""Random views of images: crops, flips, colours and mixes."""
