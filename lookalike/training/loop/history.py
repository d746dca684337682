"""Metrics of each epoch, and early stopping."""

from collections.abc import Callable
from dataclasses import dataclass

from lookalike.training.data.examples import MEASURES
from lookalike.training.data_checks.findings import Finding


@dataclass(frozen=True)
class Epoch:
    """What one epoch came to; a row of training_log.csv."""

    epoch: int
    seconds: float
    """Of training so far, validation and checkpoints not counted."""
    loss: float
    rate: float
    precision_at_5: float | None
    """Of validation images among train images; of fewer train images than the final figure."""
    spread: float
    """Standard deviation of the cosines between validation images."""
    triplet_success: float | None = None
    """Share of validation triplets in the right order; a tie is not."""
    pair_auc: float | None = None
    """Area under the ROC curve of validation pairs: the same above the different ones."""

    @property
    def measured(self) -> tuple[str, float]:
        """What the data allows to measure, and its value."""
        values = ((name, getattr(self, column)) for column, name in MEASURES.items())
        return next((name, value) for name, value in values if value is not None)


@dataclass(frozen=True)
class Limits:
    """How long, and who may stop it."""

    minutes: float | None = None
    """Of training; then the schedule follows the clock, not the epochs."""
    on_epoch: Callable[[Epoch, float], None] = lambda epoch, progress: None
    """Called with the epoch and the share of the training that is done."""
    should_stop: Callable[[], bool] = lambda: False
    go_on: bool = False
    """Continue in spite of failed checks, unless nothing can be learned."""
    on_finding: Callable[[Finding], None] = lambda finding: None
    """Called once with each finding that does not stop it."""
