"""Index a folder, or retry the files that failed."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from lookalike.errors import InputError
from lookalike.files.local_path import as_utf8, from_utf8
from lookalike.images.find import NOT_UTF8, Found, Unreadable, check_folder, find_images, stamp
from lookalike.indexing.plan import Plan, make_plan
from lookalike.indexing.prepare import forget_needless, prepare
from lookalike.indexing.remembered import begin, finish, folders, forget, note_identity
from lookalike.indexing.removal import keep_all, let_go, without_folder
from lookalike.indexing.report import FolderAway, IndexReport, OnProgress
from lookalike.indexing.roots import earlier_places, identity, is_below, relative_to, root_of, whole
from lookalike.indexing.run import Options, Run
from lookalike.indexing.target import IndexingTarget
from lookalike.indexing.vanished import Vanished, find_vanished, is_gone, removed_lately
from lookalike.meanwhile import Meanwhile
from lookalike.stores.failures import failures, forget_failures
from lookalike.tables.attributes import AttributeTable
from lookalike.tables.joining import Join

if TYPE_CHECKING:
    from lookalike.duplicates.target import DuplicatesTarget


def index_folder(
    collection: IndexingTarget,
    folder: str | Path,
    attributes: AttributeTable | None = None,
    retry_failed: bool = False,
    allow_empty: bool = False,
    on_progress: OnProgress = lambda report, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    by_request: bool = False,
    *,
    allow_removal: bool = False,
    moved_from: str | Path | None = None,
    check_duplicates: bool = False,
    threads: int | None = None,
    meanwhile: Meanwhile | None = None,
) -> IndexReport:
    """
    Add what is new, renew what has changed, drop what has vanished; return what was done.

    `on_progress(report, total)` is called when what it counts is on disk; `should_stop` is asked
    between batches. Items of a whole folder, or very many, whose files are not there are kept and
    marked as missing (the attribute `away`), unless `allow_removal`. `moved_from` is where the
    folder was when it was indexed before: on the same disk that is seen by itself. InputError where
    the folder is missing, or holds no image although the collection has some from there: its items
    are then kept as well. With `allow_empty` or `allow_removal` they are removed, and a missing
    folder is forgotten.
    The collection remembers the folder, and until the end of the run that it is unfinished; with
    `by_request`, that it was not its operator who named it. With `check_duplicates`, new images
    are compared with all that is there, and `copies` of the report says which show the same picture
    as another. `threads` read files; as many as there are cores unless told. `meanwhile` is that of
    a run which this one is a part of.
    """
    began = time.monotonic()
    root, is_allowed = whole(folder), allow_removal or allow_empty
    try:
        check_folder(root)
    except InputError as fault:
        return _of_missing(collection, root, fault, on_progress, is_allowed=is_allowed)
    known = contents(collection) if check_duplicates else {}
    with collection.runs.begun(meanwhile) as meanwhile:  # it is told what others change
        join = attributes.join() if attributes else None
        files = _told_to(join, find_images(root))  # what is wrong with it is said first
        before = None if moved_from is None else str(whole(moved_from))
        roots = [str(root), *earlier_places(collection, str(root), before)]
        options = Options(join, retry_failed, on_progress, should_stop, threads)
        vanished = find_vanished(collection, roots, folders(collection))
        plan = _plan(collection, vanished, files, roots, before, may_be_away=not is_allowed)
        if vanished.own_gone and not plan.total and not is_allowed:
            _refuse_empty(collection, root, vanished, on_progress)
        table = str(whole(attributes.path)) if attributes else ""
        begin(collection, [str(root)], table, by_request)
        note_identity(collection, [str(root)], identity(str(root)))
        prepare(collection, plan, str(root))
        run = Run(collection, plan, meanwhile, options)
        if attributes and join:
            run.report.tell_of_table(join.left(), attributes.remarks)
        # Walked once more: a plan is of the whole, and millions of files cannot be held until then.
        report = run.over(find_images(root))
        if not report.interrupted:
            kept = let_go(collection, plan, roots, vanished.own, is_allowed, report)
            _forget_places(collection, roots, kept)
            if attributes and join and kept:  # told again, without these
                _tell_of_away(join, kept, roots)
                run.report.tell_of_table(join.left(), attributes.remarks)
            _forget_failures(collection, str(root))
    if not report.interrupted:
        report.is_building = True
        on_progress(report, plan.total)
        collection.store.optimize(should_stop)
        report.is_building = False
        finish(collection, str(root))
        if check_duplicates:
            _compare(collection, known, report, plan.total, options)
    report.seconds = time.monotonic() - began
    return report


def contents(collection: IndexingTarget) -> Mapping[str, str]:
    """Return the digest of each item by its id, to see afterwards which are new."""
    return {record.item.id: record.origin.digest for record in collection.store.sources()}


def _compare(
    collection: IndexingTarget,
    known: Mapping[str, str],
    report: IndexReport,
    total: int,
    options: Options,
) -> None:
    """Compare what is new with what is there; the run is over, and loses nothing if stopped."""
    from lookalike.duplicates.copies import copies_since  # slow to load

    def tell(step: str, done: int, of: int) -> None:
        options.on_progress(report, total)

    report.is_comparing = True
    options.on_progress(report, total)
    given = known, tell, options.should_stop, options.threads
    whole_one = cast("DuplicatesTarget", collection)  # which has more than indexing needs
    report.copies, remarks = copies_since(whole_one, *given)
    report.remarks = [*report.remarks, *remarks]
    report.is_comparing = False


def retry_failures(
    collection: IndexingTarget,
    on_progress: OnProgress = lambda report, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> IndexReport:
    """Retry every file that failed, and no others."""
    began = time.monotonic()
    sources = [failure.source for failure in failures(collection.store)]
    gone = [source for source in sources if is_gone(from_utf8(source))]
    forget_failures(collection.store, gone)
    left = [source for source in sources if source not in set(gone)]
    options = Options(None, True, on_progress, should_stop)
    with collection.runs.begun() as meanwhile:
        roots = folders(collection)
        plan = _plan(collection, find_vanished(collection, [], roots), _as_found(left, roots), [])
        prepare(collection, plan)
        report = Run(collection, plan, meanwhile, options).over(_as_found(left, roots))
    report.seconds = time.monotonic() - began
    return report


def _plan(
    collection: IndexingTarget,
    vanished: Vanished,
    files: Iterator[Found | Unreadable],
    roots: Sequence[str],
    moved_from: str | None = None,
    *,
    may_be_away: bool = True,
) -> Plan:
    removed = removed_lately(forget_needless(collection.store), [*roots, *folders(collection)])
    return make_plan(
        collection.store,
        vanished,
        removed,
        files,
        roots,
        moved_from,
        may_be_away=may_be_away,
    )


def _of_missing(
    collection: IndexingTarget,
    root: Path,
    fault: InputError,
    on_progress: OnProgress,
    *,
    is_allowed: bool,
) -> IndexReport:
    began = time.monotonic()
    try:
        report = without_folder(collection, str(root), fault, is_allowed=is_allowed)
    except FolderAway as error:
        finish(collection, str(root), is_missing=bool(error.report.missing))
        on_progress(error.report, 0)
        raise
    report.seconds = time.monotonic() - began
    return report


def _refuse_empty(
    collection: IndexingTarget, root: Path, vanished: Vanished, on_progress: OnProgress
) -> NoReturn:
    fact = (
        f"no image is left in {root}, and the collection has {vanished.own_gone:,} from "
        "there, which are kept"
    )
    gone = {v.id: v.source for v in vanished.leavers if v.is_own and v.is_gone}
    error = keep_all(collection, gone, str(root), fact)
    finish(collection, str(root), is_missing=True)
    on_progress(error.report, 0)
    raise error


def _tell_of_away(join: Join, kept: Sequence[str], roots: Sequence[str]) -> None:
    for source in kept:
        join.see_away(Path(source), relative_to(source, root_of(source, roots)))


def _told_to(
    join: Join | None, files: Iterator[Found | Unreadable]
) -> Iterator[Found | Unreadable]:
    """Yield the files, after registering each with the table."""
    for file in files:
        if join and isinstance(file, Found):
            join.see(file.path, file.relative)
        yield file


def _forget_places(collection: IndexingTarget, roots: Sequence[str], kept: Sequence[str]) -> None:
    """Forget the folder's earlier paths, except those with items that were not found."""
    left = {place for place in roots[1:] if any(is_below(source, place) for source in kept)}
    note_identity(collection, sorted(left), identity(roots[0]))
    forget(collection, [place for place in roots[1:] if place not in left])


def _forget_failures(collection: IndexingTarget, root: str) -> None:
    failing = [failure.source for failure in failures(collection.store)]
    lost = [s for s in failing if is_below(s, root) and is_gone(from_utf8(s))]
    forget_failures(collection.store, lost)


def _as_found(sources: list[str], roots: list[str]) -> Iterator[Found | Unreadable]:
    for source in sources:
        path = Path(from_utf8(source))
        if as_utf8(path) != str(path):
            yield Unreadable(path, NOT_UTF8)
            continue
        try:
            state = path.stat()
        except OSError as error:
            yield Unreadable(path, error.strerror or "it cannot be read")
            continue
        inside = [root for root in roots if path.is_relative_to(root)]
        relative = path.relative_to(max(inside, key=len)).as_posix() if inside else path.name
        yield Found(path, relative, state.st_size, state.st_mtime_ns, stamp(state))
