"""The images of a training, and how they are drawn into batches."""
