"""Tables of attributes or labels of images; remarks name the line."""
