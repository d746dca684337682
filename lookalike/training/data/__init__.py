"""Training images, and how they are grouped into batches."""
