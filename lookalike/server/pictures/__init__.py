"""Pictures that the server reads, receives and serves."""
