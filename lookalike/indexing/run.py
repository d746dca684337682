"""One run over a set of files."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from lookalike.attribute_table import AttributeTable
from lookalike.collection import Collection, fresh_id
from lookalike.errors import ImageError, ImageUnreachable
from lookalike.images.find import Found, Unreadable
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
from lookalike.types import Attributes

BATCH = 32  # images encoded and put in one go
LOOKAHEAD = 2 * BATCH  # decoded images held in memory while the encoders work
PAGE = 256  # files looked up in the store in one go
TIMEOUT_S = 30.0  # for one file; far above what the largest allowed image takes


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
        self.report = IndexReport()
        self._collection, self._store = collection, collection.store
        self._total, self._vanished, self._options = total, vanished, options
        self._short_side = collection.layout.short_side
        self._failing = {failure.source: failure for failure in self._store.failures()}
        self._described: list[Record] = []  # attributes to write; their vectors stay

    def over(self, files: Iterator[Found | Unreadable]) -> IndexReport:
        """Go through the files; the report says whether it was stopped before their end."""
        threads = os.cpu_count() or 1
        work = ahead(self._examine, self._to_examine(files), threads, LOOKAHEAD, TIMEOUT_S)
        try:
            while not self.report.interrupted and (batch := list(islice(work, BATCH))):
                self._commit(batch)
                self.report.interrupted |= self._options.should_stop()
        finally:
            work.close()
        self._write_described()
        return self.report

    def _examine(self, work: Work) -> Seen:
        return examine(work, self._short_side, self._vanished.__contains__)

    def _to_examine(self, files: Iterator[Found | Unreadable]) -> Iterator[Work]:
        """The files that are not plainly as they were."""
        while page := list(islice(files, PAGE)):
            known = {r.item.source: r for r in self._store.at([str(file.path) for file in page])}
            for file in page:
                if isinstance(file, Unreadable):
                    self._fail(Failure(str(file.path), file.reason))
                    continue
                work = Work(file, known.get(str(file.path)), self._given(file))
                if not self._is_settled(work):
                    yield work
            self._tell()
            if self._options.should_stop():
                self.report.interrupted = True
                return

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

    def _commit(self, batch: Sequence[tuple[Work, Seen | Exception]]) -> None:
        fresh: list[tuple[Work, Seen]] = []
        for work, seen in batch:
            if isinstance(seen, Exception):
                self._fail_file(work.found, seen)
            elif seen.pixels is not None:
                fresh.append((work, seen))
            elif work.known is not None:
                self._keep(work.known, work, seen.digest)
            else:
                fresh += self._move(work, seen)
        self._put(fresh)
        self._forget([str(work.found.path) for work, seen in batch if isinstance(seen, Seen)])
        self._tell()

    def _keep(self, known: Record, work: Work, content: str) -> None:
        """The vector stays; attributes and origin are written where they differ."""
        record = describe_item(known.item.id, work, content, seen_attributes(known))
        if record.item.attributes != known.item.attributes:
            self.report.updated += 1
        else:
            self.report.unchanged += 1
        if record != replace(known, vector=None):
            self._described.append(record)
        self._forget([record.item.source])

    def _move(self, work: Work, seen: Seen) -> list[tuple[Work, Seen]]:
        """Give a vanished item its new name; what must be encoded after all is returned."""
        known = self._vanished.claim(seen.digest)
        if known is None:  # its content moved to another file of this run: this one is a copy
            return self._examined_again(work)
        moved = seen_attributes(known) | place(work.found)
        work = replace(work, known=known)
        self._described.append(describe_item(known.item.id, work, seen.digest, moved))
        self.report.moved += 1
        return []

    def _examined_again(self, work: Work) -> list[tuple[Work, Seen]]:
        try:
            return [(work, examine(work, self._short_side, lambda _: False))]
        except ImageError as error:
            self._fail_file(work.found, error)
            return []

    def _put(self, fresh: Sequence[tuple[Work, Seen]]) -> None:
        if not fresh:
            return
        vectors = self._collection.encode([s.pixels for _, s in fresh if s.pixels is not None])
        ids = self._ids([work for work, _ in fresh])
        records = []
        for (work, seen), item_id, vector in zip(fresh, ids, vectors, strict=True):
            record = describe_item(item_id, work, seen.digest, seen.attributes)
            records.append(replace(record, vector=vector))
        self._store.put(records)
        updated = sum(work.known is not None for work, _ in fresh)
        self.report.updated += updated
        self.report.added += len(fresh) - updated

    def _ids(self, batch: Sequence[Work]) -> list[str]:
        ids: list[str] = []
        for work in batch:
            if work.known is not None:
                ids.append(work.known.item.id)
                continue
            taken = set(ids)
            while self._store.get([candidate := fresh_id(work.found.relative, taken)]):
                taken.add(candidate)
            ids.append(candidate)
        return ids

    def _fail_file(self, found: Found, error: Exception) -> None:
        if not isinstance(error, ImageError | TimeoutError):
            raise error
        # What cannot be reached may be allowed later without a change to the file: tried again.
        state = (-1, -1) if isinstance(error, ImageUnreachable) else (found.size, found.mtime_ns)
        self._fail(Failure(str(found.path), str(error), *state))

    def _fail(self, failure: Failure) -> None:
        failure = replace(failure, at=datetime.now(UTC).isoformat(timespec="seconds"))
        self.report.failed.append(failure)
        self._store.note_failures([failure])

    def _forget(self, sources: Sequence[str]) -> None:
        mended = [source for source in sources if source in self._failing]
        if mended:
            self._store.forget_failures(mended)

    def _tell(self) -> None:
        self._write_described()
        self._options.on_progress(self.report, self._total)

    def _write_described(self) -> None:
        described, self._described = self._described, []
        if described:
            self._store.describe(described)
