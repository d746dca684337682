"""One run over a set of files: `find → decode → encode → put`, each stage ahead of the next."""

import math
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lookalike.attribute_table import AttributeTable
from lookalike.collection import Collection, fresh_id
from lookalike.errors import ImageError, ImageUnreachable
from lookalike.images.find import Found, Unreadable
from lookalike.indexing.commit import Commits
from lookalike.indexing.examine import (
    Seen,
    Work,
    describe_item,
    examine,
    place,
    seen_attributes,
)
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.indexing.vanished import Vanished
from lookalike.pipeline import ahead
from lookalike.stores.base import Failure, Record
from lookalike.types import Attributes, Vectors

BATCH = 32  # images encoded in one go
BATCHES = 3  # encoded side by side or waiting, so that no core rests while one is put
LOOKAHEAD = 2 * BATCH  # decoded images held in memory while the encoders work
PAGE = 256  # files looked up in the store in one go
TIMEOUT_S = 30.0  # for one file; far above what the largest allowed image takes

Fresh = tuple[Work, Seen]  # a file whose pixels want a vector


@dataclass(frozen=True)
class Options:
    """What the caller of a run may choose."""

    attributes: AttributeTable | None = None
    retry_failed: bool = False
    on_progress: OnProgress = lambda report, total: None
    should_stop: Callable[[], bool] = lambda: False


class Run:
    """Brings the collection up to date with the files, as far as it is let."""

    def __init__(
        self, collection: Collection, total: int, vanished: Vanished, options: Options
    ) -> None:
        self._collection, self._store = collection, collection.store
        self._vanished, self._options = vanished, options
        self._commits = Commits(self._store, total, options.on_progress)
        self.report = self._commits.report
        self._short_side = collection.layout.short_side
        self._failing = {failure.source: failure for failure in self._store.failures()}

    def over(self, files: Iterator[Found | Unreadable]) -> IndexReport:
        """Go through the files; the report says whether it was stopped before their end."""
        threads = os.cpu_count() or 1
        seen = ahead(self._examine, self._to_examine(files), threads, LOOKAHEAD, TIMEOUT_S)
        encoded = ahead(self._encode, self._to_encode(seen), 2, BATCHES, math.inf)
        try:
            for batch, vectors in encoded:
                self._take(batch, vectors)
                self._commits.commit_if_due()
        finally:
            encoded.close()
            seen.close()
        self._commits.commit()
        return self.report

    def _examine(self, work: Work) -> Seen:
        return examine(work, self._short_side, self._vanished.__contains__)

    def _encode(self, batch: Sequence[Fresh]) -> Vectors:
        return self._collection.encode([s.pixels for _, s in batch if s.pixels is not None])

    def _to_examine(self, files: Iterator[Found | Unreadable]) -> Iterator[Work]:
        """The files that are not plainly as they were."""
        while page := list(islice(files, PAGE)):
            known = {r.item.source: r for r in self._store.at([str(file.path) for file in page])}
            for file in page:
                if isinstance(file, Unreadable):
                    self._commits.fail(Failure(str(file.path), file.reason))
                    continue
                work = Work(file, known.get(str(file.path)), self._given(file))
                if not self._is_settled(work):
                    yield work
            self._commits.commit_if_due()
            if self._is_stopped():
                return

    def _to_encode(self, seen: Iterator[tuple[Work, Seen | Exception]]) -> Iterator[list[Fresh]]:
        """Batches of files that want a vector; what became of the others is written down."""
        while not self._is_stopped() and (batch := list(islice(seen, BATCH))):
            fresh = [found for work, outcome in batch for found in self._sort(work, outcome)]
            if fresh:
                yield fresh

    def _is_stopped(self) -> bool:
        self.report.interrupted |= self._options.should_stop()
        return self.report.interrupted

    def _given(self, file: Found) -> Attributes | None:
        table = self._options.attributes
        return table.of(file.path, file.relative) if table else None

    def _is_settled(self, work: Work) -> bool:
        state = (work.found.size, work.found.mtime_ns)
        known, failure = work.known, self._failing.get(str(work.found.path))
        if known is not None and (known.origin.size, known.origin.mtime_ns) == state:
            self._keep(known, work, known.origin.digest)
            return True
        if failure is None or (failure.size, failure.mtime_ns) != state:
            return False
        if not self._options.retry_failed:
            self.report.still_failing += 1
        return not self._options.retry_failed

    def _sort(self, work: Work, seen: Seen | Exception) -> list[Fresh]:
        """The file again if its pixels want a vector; else it is dealt with."""
        if isinstance(seen, Exception):
            self._fail(work.found, seen)
            return []
        if seen.pixels is not None:
            return [(work, seen)]
        if work.known is not None:
            self._keep(work.known, work, seen.digest)
            return []
        return self._move(work, seen)

    def _keep(self, known: Record, work: Work, content: str) -> None:
        """The vector stays; attributes and origin are written where they differ."""
        record = describe_item(known.item.id, work, content, seen_attributes(known))
        if record.item.attributes != known.item.attributes:
            self.report.updated += 1
        else:
            self.report.unchanged += 1
        if record != replace(known, vector=None):
            self._commits.describe(record)
        else:
            self._commits.mend(record.item.source)

    def _move(self, work: Work, seen: Seen) -> list[Fresh]:
        """Give a vanished item its new name; what must be encoded after all is returned."""
        known = self._vanished.claim(seen.digest)
        if known is None:  # its content moved to another file of this run: this one is a copy
            return self._examined_again(work)
        moved = seen_attributes(known) | place(work.found)
        work = replace(work, known=known)
        self._commits.describe(describe_item(known.item.id, work, seen.digest, moved))
        self.report.moved += 1
        return []

    def _examined_again(self, work: Work) -> list[Fresh]:
        try:
            return [(work, examine(work, self._short_side, lambda _: False))]
        except ImageError as error:
            self._fail(work.found, error)
            return []

    def _take(self, batch: Sequence[Fresh], vectors: Vectors | Exception) -> None:
        """Hand over what was encoded, each file under its id."""
        if isinstance(vectors, Exception):
            raise vectors
        for (work, seen), vector in zip(batch, vectors, strict=True):
            is_new = work.known is None
            item_id = self._new_id(work) if work.known is None else work.known.item.id
            record = describe_item(item_id, work, seen.digest, seen.attributes)
            hand_over = self._commits.add if is_new else self._commits.update
            hand_over(replace(record, vector=vector))

    def _new_id(self, work: Work) -> str:
        taken: set[str] = set()
        while self._commits.is_taken(candidate := fresh_id(work.found.relative, taken)):
            taken.add(candidate)
        return candidate

    def _fail(self, found: Found, error: Exception) -> None:
        if not isinstance(error, ImageError | TimeoutError):
            raise error
        # What cannot be reached may be allowed later without a change to the file: tried again.
        state = (-1, -1) if isinstance(error, ImageUnreachable) else (found.size, found.mtime_ns)
        self._commits.fail(Failure(str(found.path), str(error), *state))
