"""Check a collection: wrong labels, outliers, hubs, and pictures that show little."""
