"""Format-specific readers, where Pillow alone gives wrong pixels or none."""
