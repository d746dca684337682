"""What is minimised; each loss is one file."""
