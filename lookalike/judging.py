"""Judge what the scores of a collection mean, by a calibration that is kept with it."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from lookalike.errors import ImageUnreachable
from lookalike.example_vectors import ExampleVectors
from lookalike.files.digest import digest
from lookalike.images.decode import decode
from lookalike.search.levels import LEAST
from lookalike.search.query import Query
from lookalike.stores.base import Record, Store
from lookalike.types import ImageArray, OnStep, Vectors

if TYPE_CHECKING:  # 5 ms, which a collection without a calibration does not need
    from lookalike.relevance.calibration import Calibration, Judgement


class Judging:
    """The calibration of one collection, loaded by the first search that needs it."""

    def __init__(self, store: Store, examples: ExampleVectors) -> None:
        self._store, self._examples = store, examples
        self._loaded: tuple[str, Calibration | None] = "", None
        self._counted = -1, 0
        self._making = Lock()

    def calibration(self) -> "Calibration | None":
        """Return the calibration; None if there is none, or the collection has doubled since."""
        stamp = self._store.settings.calibrated_at
        if not stamp:
            return None
        if self._loaded[0] != stamp:
            from lookalike.relevance.keep import kept

            self._loaded = stamp, kept(self._store)
        found = self._loaded[1]
        return None if found is None or found.is_stale(self._items()) else found

    def calibrate(
        self, labels: str | None, rate: float | None, seed: int, on_step: OnStep
    ) -> "Calibration":
        """Make a new calibration, and keep it; NotCalibrated if there are too few items."""
        from lookalike.relevance.calibrate import Calibrator
        from lookalike.relevance.calibration import RATE
        from lookalike.relevance.keep import keep

        calibrator = Calibrator(self._store, self._examples.layout, self._pixels, on_step)
        made = calibrator.calibrate(labels, RATE if rate is None else rate, seed)
        keep(self._store, made)
        self._store.update_settings(lambda now: replace(now, calibrated_at=made.made_at))
        self._loaded = made.made_at, made
        return made

    @property
    def is_wanted(self) -> bool:
        """Whether there is no calibration, but one can be made."""
        return self.calibration() is None and self._items() >= LEAST

    def ready(self, on_step: OnStep = lambda step, done, total: None) -> "Calibration":
        """Return the calibration; if there is none, make it with the options of the last one."""
        with self._making:
            if found := self.calibration():
                return found
            before = self._loaded[1]
            labels, rate = (before.asked_label, before.rate) if before else (None, None)
            return self.calibrate(labels, rate, 0, on_step)

    def judgement(
        self, asked: Query, vector: Vectors, best: Callable[[], float | None]
    ) -> "Judgement | None":
        """
        Return what the scores of a query mean; `best` returns the score of its best hit, if any.

        None if the collection is not calibrated, or the query is not of whole pictures. With
        `min_relevance`, a missing calibration is made first; NotCalibrated if that is impossible.
        """
        is_needed = asked.min_relevance not in (None, "unrelated")
        found = self.ready() if is_needed else self.calibration()
        if found is None or not asked.is_whole or (score := best()) is None:
            return None
        return found.judge(self._store.settings.parts, vector, score)

    def _items(self) -> int:
        if self._counted[0] != self._store.changes:
            self._counted = self._store.changes, self._store.count()
        return self._counted[1]

    def _pixels(self, record: Record, short_side: int) -> ImageArray:
        """Return the pixels of an item's picture; ImageUnreachable if its file has changed."""
        with self._examples.held(record.item.source) as data:
            if record.origin.digest and digest(bytes(data)) != record.origin.digest:
                raise ImageUnreachable("the file has changed")
            return decode(data, short_side, self._examples.limits()).pixels


class Calibrated:
    """Methods of a local collection: what its scores mean."""

    _judging: Judging

    @property
    def calibration(self) -> "Calibration | None":
        """
        What scores mean here; None if there is no calibration, or the collection has doubled since.
        """
        return self._judging.calibration()

    def calibrate(
        self,
        labels: str | None = None,
        rate: float | None = None,
        seed: int = 0,
        on_step: OnStep = lambda step, done, total: None,
    ) -> "Calibration":
        """
        Find out what scores mean in this collection, and keep it; hits then have a `relevance`.

        `labels` names an attribute whose values say what is similar; None chooses one. `rate` is
        the stated rate of all boundaries, by default .95 (`relevance/boundaries.py`). Takes
        seconds. Raises NotCalibrated if there are too few items; an exception from `on_step` stops
        it.
        """
        return self._judging.calibrate(labels, rate, seed, on_step)

    @property
    def wants_calibration(self) -> bool:
        """
        Whether a calibration is missing, or outdated since the collection doubled, and can be made.
        """
        return self._judging.is_wanted

    def ensure_calibrated(self, on_step: OnStep = lambda step, done, total: None) -> "Calibration":
        """Return the calibration; if there is none, make it with the options of the last one."""
        return self._judging.ready(on_step)
