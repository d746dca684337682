"""One run over a set of files: find, decode and encode, put; the stages overlap."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

from lookalike.encoders.layout import CHUNK
from lookalike.errors import ImageError, ImageTooLarge, ImageUnreachable
from lookalike.images.find import Found, Unreadable
from lookalike.indexing.commit import Commits
from lookalike.indexing.examine import Seen, Work, change_of, examine, place
from lookalike.indexing.ids import fresh_id
from lookalike.indexing.plan import Plan
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.indexing.target import IndexingTarget
from lookalike.meanwhile import Meanwhile
from lookalike.pipeline import NotBegun, ahead
from lookalike.stores.base import Record
from lookalike.stores.failures import Failure, failures
from lookalike.system.cores import cores
from lookalike.system.stopwatch import restart
from lookalike.tables.joining import Join
from lookalike.types import Changes

Chunk = list[Work]
Fresh = tuple[Work, Seen]  # a file that has a new vector

# A thread decodes a few files and encodes them while their pixels are in its cache: a tenth
# faster than decoding on some threads for others to encode.
THREADS = cores()  # with one more, they drive each other out of the cache: 4 % slower
LOOKAHEAD = 16  # chunks of each thread on their way: vectors enough to wait for a commit
PAGE = 256  # files looked up in the store in one go
TIMEOUT_S = 30.0  # for each file; large images are allowed more

Outcome = Seen | ImageError | TimeoutError  # what became of a file


@dataclass(frozen=True)
class Options:
    """Options of a run."""

    attributes: Join | None = None
    retry_failed: bool = False
    on_progress: OnProgress = lambda report, total: None
    should_stop: Callable[[], bool] = lambda: False
    threads: int | None = None
    """Number of threads that read files; by default the number of cores."""


class Run:
    """Updates the collection from the files."""

    def __init__(
        self,
        collection: IndexingTarget,
        plan: Plan,
        meanwhile: Meanwhile,
        options: Options,
    ) -> None:
        self._collection, self._store = collection, collection.store
        self._plan, self._options = plan, options
        self._commits = Commits(collection, meanwhile, plan.total, options.on_progress, plan)
        self.report = self._commits.report
        self._short_side: int | None = None  # until a file has to be read: loads the encoders
        self._failing = {failure.source: failure for failure in failures(self._store)}

    def over(self, files: Iterator[Found | Unreadable]) -> IndexReport:
        """Process the files; the report says whether the run was stopped early."""
        with closing(self._seen(_chunks(self._to_examine(files)))) as seen:
            for found in seen:
                self._take([file for outcome in found for file in self._sort(*outcome)])
                self._commits.commit_if_due()
                if self._is_stopped():
                    break
        self._commits.commit()
        return self.report

    def _seen(self, chunks: Iterable[Chunk]) -> Generator[list[tuple[Work, Outcome]], None, None]:
        """Yield the outcomes of the files in chunks."""
        threads = self._options.threads or THREADS
        on_threads = ahead(
            self._examine, chunks, threads, LOOKAHEAD * threads, TIMEOUT_S, self._encode, _singly
        )
        with closing(on_threads) as results:
            for chunk, outcomes in results:
                if isinstance(outcomes, TimeoutError):
                    yield [(chunk[0], outcomes)]
                elif isinstance(outcomes, Exception):
                    raise outcomes
                else:
                    yield list(zip(chunk, outcomes, strict=True))

    def _examine(self, chunk: Chunk) -> list[Outcome]:
        outcomes: list[Outcome] = []
        limits = self._collection.limits
        for work in chunk:
            restart()  # the time that a file may take is its own
            try:
                outcomes.append(examine(work, self._short_side, limits))
            except ImageError as error:
                outcomes.append(error)
        return outcomes

    def _encode(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Replace pixels with vectors."""
        pixels = [o.pixels for o in outcomes if isinstance(o, Seen) and o.pixels is not None]
        vectors = iter(self._collection.encode(pixels) if pixels else ())
        return [
            replace(o, pixels=None, vector=next(vectors))
            if isinstance(o, Seen) and o.pixels is not None
            else o
            for o in outcomes
        ]

    def _to_examine(self, files: Iterator[Found | Unreadable]) -> Iterator[Work]:
        """Yield the files that are not certainly unchanged."""
        while page := list(islice(files, PAGE)):
            known = self._known([str(file.path) for file in page if isinstance(file, Found)])
            for file in page:
                if isinstance(file, Unreadable):
                    self._commits.fail(Failure(file.source, file.reason))
                    continue
                work = Work(file, known.get(str(file.path)), self._told(file))
                if not self._is_settled(work):
                    self._short_side = self._collection.layout.short_side
                    yield work
            self._commits.commit_if_due()
            if self._is_stopped():
                return

    def _known(self, paths: Sequence[str]) -> dict[str, Record]:
        """Return the items of these files: those at the path, and those moved there."""
        here = [r for r in self._store.at(paths) if r.item.id not in self._plan.leaving]
        moves = self._plan.moves
        come = {moves[path][0].id: path for path in paths if path in moves}
        moved = {come[record.item.id]: record for record in self._store.get(list(come))}
        known = {p: r for p, r in moved.items() if r.item.source == moves[p][0].source}
        return {record.item.source: record for record in here} | known  # put anew: is elsewhere

    def _is_stopped(self) -> bool:
        self.report.interrupted |= self._options.should_stop()
        return self.report.interrupted

    def _told(self, file: Found) -> Changes | None:
        join = self._options.attributes
        return join.of(file.path, file.relative) if join else None

    def _is_settled(self, work: Work) -> bool:
        state = (work.found.size, work.found.mtime_ns)
        known, failure = work.known, self._failing.get(str(work.found.path))
        path = str(work.found.path)
        if path in self._plan.moves or path in self._plan.touched:
            return self._is_planned(work, path)
        if known is not None and self._is_as_it_was(known, work.found):
            self._keep(known, work, Seen(known.origin.digest))
            return True
        if known is not None and known.item.id not in self._plan.changed:
            self.report.overtaken += 1  # it has changed since the plan: the next run sees how
            return True
        if failure is None or (failure.size, failure.mtime_ns) != state:
            return False
        if not self._options.retry_failed:
            self.report.still_failing += 1
        return not self._options.retry_failed

    def _is_as_it_was(self, known: Record, found: Found) -> bool:
        """Whether a file is unchanged; the plan decides doubtful cases."""
        origin = known.origin
        is_trusted = origin.stamp in ("", found.stamp) or known.item.id in self._plan.trusted
        return is_trusted and (origin.size, origin.mtime_ns) == (found.size, found.mtime_ns)

    def _is_planned(self, work: Work, path: str) -> bool:
        """Whether the plan settled this file: its content is known, and it is not read again."""
        moved = self._plan.moves.get(path)
        arrival = self._plan.touched[path] if moved is None else moved[1]
        if arrival.found != work.found:
            self.report.overtaken += 1  # it has changed since; the next run sees how
        elif work.known is None:
            return False  # its item was removed meanwhile
        else:
            attributes = place(work.found) if moved is not None else {}
            self._keep(work.known, work, Seen(arrival.digest, attributes=attributes))
        return True

    def _sort(self, work: Work, seen: Outcome) -> list[Fresh]:
        """Return the file if it has a new vector; otherwise handle it here."""
        if not isinstance(seen, Seen):
            self._fail(work.found, seen)
            return []
        if seen.vector is not None:
            return [(work, seen)]
        if work.known is not None:
            self._keep(work.known, work, seen)
        return []

    def _keep(self, known: Record, work: Work, seen: Seen) -> None:
        """Keep the vector; write attributes and origin if they changed."""
        change = change_of(known.item.id, work, seen)
        if change.is_news_to(known):
            self._commits.take(change)
        else:
            self.report.unchanged += 1
            self._commits.mend(change.source)

    def _take(self, fresh: Sequence[Fresh]) -> None:
        """Submit the encoded files, each with its id."""
        new_ids = iter(self._new_ids([work for work, _ in fresh if work.known is None]))
        for work, seen in fresh:
            if work.known is None:
                self._note_copy(seen.digest)
            item_id = next(new_ids) if work.known is None else work.known.item.id
            self._commits.take(change_of(item_id, work, seen))

    def _note_copy(self, content: str) -> None:
        """Count a new picture that is also in a folder that is away."""
        if (folder := self._plan.away.get(content)) is not None:
            self.report.also_away += 1
            self.report.away_folder = folder

    def _new_ids(self, works: Sequence[Work]) -> list[str]:
        """
        Return an id for each file; the first choices are looked up together, as most are unused.
        """
        names = [work.found.relative for work in works]
        first = [fresh_id(name, set()) for name in names]
        taken, ids = self._taken(first), list[str]()
        for name in names:
            ids.append(fresh_id(name, taken))
            while ids[-1] not in first and self._taken([ids[-1]]):
                taken.add(ids[-1])
                ids[-1] = fresh_id(name, taken)
            taken.add(ids[-1])
        return ids

    def _taken(self, ids: Sequence[str]) -> set[str]:
        return self._commits.taken(ids) | (self._plan.reserved & set(ids))

    def _fail(self, found: Found, error: ImageError | TimeoutError) -> None:
        # May be well later without a change to the file, by a right or a higher limit: tried again.
        is_passing = isinstance(error, ImageTooLarge | ImageUnreachable | NotBegun)
        state = (-1, -1) if is_passing else (found.size, found.mtime_ns)
        self._commits.fail(Failure(str(found.path), str(error), *state))


def _chunks(works: Iterator[Work]) -> Iterator[Chunk]:
    while chunk := list(islice(works, CHUNK)):
        yield chunk


def _singly(chunk: Chunk) -> list[Chunk]:
    """Split a failed chunk into single files to find the one at fault."""
    return [[work] for work in chunk] if len(chunk) > 1 else []
