"""Find pictures that a collection holds twice, and review what to keep."""
