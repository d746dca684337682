"""Metrics of each epoch, and early stopping."""

from collections.abc import Callable
from dataclasses import dataclass

from lookalike.training.data.examples import MEASURES
from lookalike.training.data_checks.findings import Finding


@dataclass(frozen=True)
class Epoch:
    """The metrics of one epoch; a row of training_log.csv."""

    epoch: int
    seconds: float
    """Seconds of training so far, without validation and checkpoints."""
    loss: float
    rate: float
    precision_at_5: float | None
    """Of validation images among train images; with a smaller gallery than the final figure."""
    spread: float
    """Standard deviation of the cosines between validation images."""
    triplet_success: float | None = None
    """Share of validation triplets in the right order; a tie is a failure."""
    pair_auc: float | None = None
    """Area under the ROC curve of validation pairs."""

    @property
    def measured(self) -> tuple[str, float]:
        """The name and the value of the validation metric."""
        values = ((name, getattr(self, column)) for column, name in MEASURES.items())
        return next((name, value) for name, value in values if value is not None)


@dataclass(frozen=True)
class Limits:
    """Duration, callbacks and stopping of a training."""

    minutes: float | None = None
    """Minutes of training; if set, the schedule follows the time, not the epochs."""
    on_epoch: Callable[[Epoch, float], None] = lambda epoch, progress: None
    """Called with the epoch and the finished share of the training."""
    should_stop: Callable[[], bool] = lambda: False
    go_on: bool = False
    """Continue in spite of failed checks, unless nothing can be learned."""
    on_finding: Callable[[Finding], None] = lambda finding: None
    """Called once with each finding that does not stop it."""
