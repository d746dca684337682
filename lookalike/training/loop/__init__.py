"""The training loop: batches, losses, steps and epochs, in one process or several."""
