"""Find problems of a training from its data and from its progress."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.errors import LookalikeError

FEW_IMAGES = 4  # least images of a class
BAD_SHARE = 0.2  # most files that may be unreadable
LEAK_SHARE = 0.01  # most validation and test images that may be in train too
ALIKE = 0.02  # standard deviation of the cosines
NEAR_CHANCE = 1.3  # times chance
EARLY = 0.2  # share of the training
ALIKE_EPOCHS = 2  # consecutive epochs
NOTHING_LEARNED = 1.3  # times chance: a lower metric late in the training means nothing learned
FEW_QUERIES = 20  # with fewer validation images, that can be chance
LATE = 0.4  # share of the training after which something must have been learned
FALL = 0.1  # of the metric from its best, in consecutive epochs:
FALLING_EPOCHS = 5
IN_VAIN = ("one-class", "nan-loss")  # continuing would teach nothing


@dataclass(frozen=True)
class Finding:
    """A problem, with advice."""

    name: str
    """One of: table, one-class, few-images, few-lines, one-answer, shared-images, bad-files, leak,
    near-leak, nan-loss, collapse, nothing-learned, falling."""
    text: str
    fatal: bool = True

    @property
    def can_be_overruled(self) -> bool:
        """Whether it makes sense to train in spite of it."""
        return self.name not in IN_VAIN


class TrainingStopped(LookalikeError):
    """A training check stopped the training; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        way = "to train in spite of it: --go-on (go_on=True)"
        if not finding.can_be_overruled:
            way = "--go-on does not overrule it, as nothing would be learned"
        super().__init__(f"{finding.name}: {finding.text}; {way}")
        self.finding = finding


def stop_if_fatal(
    findings: Sequence[Finding],
    go_on: bool = False,
    tell: Callable[[Finding], None] = lambda finding: None,
) -> None:
    """Raise TrainingStopped for the first fatal finding, unless overruled; report the others."""
    for finding in findings:
        if finding.fatal and not (go_on and finding.can_be_overruled):
            raise TrainingStopped(finding)
        tell(finding)


def examine_data(
    labels: NDArray[np.str_],
    split: NDArray[np.str_],
    digests: NDArray[np.str_],
    failures: Mapping[int, str],
) -> list[Finding]:
    """Check the data before training: (n,) labels, splits, digests, and unreadable files."""
    read = np.ones(len(labels), bool)
    read[list(failures)] = False
    train = labels[(split == "train") & read]
    found = [bad_files(len(labels), failures), _classes(train), _few(train)]
    found.append(_leak(split[read], digests[read]))
    return [finding for finding in found if finding]


def told(remarks: Sequence[str]) -> list[Finding]:
    """Return the remarks of reading the data as findings that do not stop a training."""
    return [Finding("table", remark, fatal=False) for remark in remarks]


def bad_files(total: int, failures: Mapping[int, str]) -> Finding | None:
    """Report the share of `total` files that could not be read, with the reasons."""
    if not failures:
        return None
    reason = next(iter(failures.values()))
    fatal = len(failures) > BAD_SHARE * total
    text = f"{len(failures):,} of {total:,} files cannot be read ({reason})"
    return Finding(
        "bad-files", f"{text}; repair or remove them, otherwise they are left out", fatal
    )


def _classes(train: NDArray[np.str_]) -> Finding | None:
    classes = np.unique(train)
    if len(classes) > 1:
        return None
    text = f"all {len(train):,} training images have one label ({', '.join(classes) or 'none'})"
    return Finding("one-class", f"{text}, so there is nothing to distinguish; check the labels")


def _few(train: NDArray[np.str_]) -> Finding | None:
    classes, counts = np.unique(train, return_counts=True)
    few = classes[counts < FEW_IMAGES]
    if not len(few):
        return None
    text = f"{len(few):,} of {len(classes):,} classes have fewer than {FEW_IMAGES} training images"
    fatal = len(few) > len(classes) / 2
    return Finding("few-images", f"{text} ({few[0]} first); add images or merge classes", fatal)


def _leak(split: NDArray[np.str_], digests: NDArray[np.str_]) -> Finding | None:
    held = digests[split != "train"]
    leaked = int(np.isin(held, digests[split == "train"]).sum())
    if not leaked:
        return None
    text = (
        f"{leaked:,} of {len(held):,} validation and test images are also in train, byte for byte"
    )
    fatal = leaked > LEAK_SHARE * len(held)
    return Finding("leak", f"{text}, which inflates the metrics; remove them from one side", fatal)


class Watch:
    """Checks a running training after each epoch."""

    def __init__(
        self,
        chance: float,
        queries: int,
        measure: str = "precision@5",
        learned: float | None = None,
        near: float = 0.0,
    ) -> None:
        """
        `chance` is the `measure` of an untrained network; `queries` is the number of queries.

        A metric up to `learned` late in the training means that nothing was learned; the default is
        1.3 times chance. A collapse is reported only up to `near`, or 1.3 times chance if more.
        """
        self._chance, self._queries, self._name = chance, queries, measure
        self._learned = NOTHING_LEARNED * chance if learned is None else learned
        self._near = max(NEAR_CHANCE * chance, near)
        self._best, self._fallen, self._alike = 0.0, 0, 0

    def look(self, progress: float, loss: float, precision: float, spread: float) -> list[Finding]:
        """
        Return the findings after an epoch.

        `progress` is 0 to 1; `precision` is the metric on validation images; `spread` is the
        standard deviation of the cosines between validation images.
        """
        self._fallen = self._fallen + 1 if precision < self._best - FALL else 0
        self._best = max(self._best, precision)
        is_alike = progress >= EARLY and spread < ALIKE and precision <= self._near
        self._alike = self._alike + 1 if is_alike else 0
        found = [
            self._nan(loss),
            self._collapse(spread, precision),
            self._nothing(progress, precision),
            self._falling(precision),
        ]
        return [finding for finding in found if finding]

    def _nan(self, loss: float) -> Finding | None:
        if math.isfinite(loss):
            return None
        return Finding(
            "nan-loss", "the loss is not a number (NaN); divide the learning rate by ten"
        )

    def _collapse(self, spread: float, precision: float) -> Finding | None:
        if self._alike < ALIKE_EPOCHS:
            return None
        text = (
            f"all images get nearly the same embedding (cosines spread by {spread:.4f}, and "
            f"validation {self._name} is {precision:.2f}, with chance {self._chance:.2f})"
        )
        return Finding("collapse", f"{text}; lower the learning rate, or use another loss or miner")

    def _nothing(self, progress: float, precision: float) -> Finding | None:
        is_early = progress < LATE or self._queries < FEW_QUERIES
        if is_early or precision > self._learned:
            return None
        text = f"validation {self._name} is {precision:.2f}, with chance at {self._chance:.2f}"
        return Finding(
            "nothing-learned",
            f"{text}; check that the labels or comparisons belong to the images",
        )

    def _falling(self, precision: float) -> Finding | None:
        if self._fallen < FALLING_EPOCHS or self._queries < FEW_QUERIES:
            return None
        text = f"validation {self._name} fell from {self._best:.2f} to {precision:.2f}"
        return Finding("falling", f"{text}; train for a shorter time, or augment more")
