"""What commands share: options, and how results look in a terminal."""
