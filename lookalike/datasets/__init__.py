"""Load image data sets for training and evaluation, or draw one."""
