"""The network that is trained: a backbone, a head and their first weights."""
