"""What people do with the items of a collection: recorded, shown, and erased."""
