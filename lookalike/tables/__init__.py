"""Tables about images: read once, for attributes and for labels, with what is odd told by line."""
