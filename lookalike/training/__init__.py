"""Learning an embedding from labels; the only place that knows torch."""
