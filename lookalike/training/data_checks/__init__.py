"""What is wrong with a data set or a training, and what to do about it."""
