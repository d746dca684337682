"""Index a folder, or try again what failed."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lookalike.attribute_table import AttributeTable
from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.find import Found, Unreadable, find_images
from lookalike.indexing.commit import drop
from lookalike.indexing.remembered import begin, finish, folders
from lookalike.indexing.report import IndexReport, OnProgress
from lookalike.indexing.run import PAGE, Options, Run
from lookalike.indexing.vanished import Vanished, is_gone


def index_folder(
    collection: Collection,
    folder: str | Path,
    attributes: AttributeTable | None = None,
    retry_failed: bool = False,
    allow_empty: bool = False,
    on_progress: OnProgress = lambda report, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    by_request: bool = False,
) -> IndexReport:
    """
    Add what is new, renew what has changed, drop what has vanished; return what was done.

    `on_progress(report, total)` is called when what it counts is on disk; `should_stop` is asked
    between batches. InputError where the folder holds no image although the collection has some
    from there, unless `allow_empty`. The collection remembers the folder, and until the end of the
    run that it is unfinished; with `by_request`, that it was not its operator who named it.
    """
    began = time.monotonic()
    root = _absolute(folder)
    total = sum(isinstance(file, Found) for file in find_images(root))
    options = Options(attributes, retry_failed, on_progress, should_stop)
    with collection.runs.begun() as meanwhile:
        vanished = Vanished(collection, str(root))
        if len(vanished) and not total and not allow_empty:
            raise InputError(
                f"no image is left in {root}, and the collection has {len(vanished):,} from "
                "there; if they are really gone, run again with --allow-empty"
            )
        table = str(_absolute(attributes.path)) if attributes else ""
        begin(collection, [str(root)], table, by_request)
        run = Run(collection, total, vanished, meanwhile, options)
        report = run.over(find_images(root))
        if not report.interrupted:
            _drop(collection, vanished, report)
    if not report.interrupted:
        report.is_building = True
        on_progress(report, total)
        collection.store.optimize(should_stop)
        report.is_building = False
        finish(collection, str(root))
    report.unmatched_rows = len(attributes.unmatched()) if attributes else 0
    report.seconds = time.monotonic() - began
    return report


def retry_failures(
    collection: Collection,
    on_progress: OnProgress = lambda report, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> IndexReport:
    """Try again every file that failed, and no other."""
    began = time.monotonic()
    sources = [failure.source for failure in collection.failures()]
    gone = [source for source in sources if is_gone(source)]
    collection.store.forget_failures(gone)
    left = [source for source in sources if source not in set(gone)]
    options = Options(None, True, on_progress, should_stop)
    with collection.runs.begun() as meanwhile:
        vanished = Vanished(collection, os.devnull)
        run = Run(collection, len(left), vanished, meanwhile, options)
        report = run.over(_as_found(left, folders(collection)))
    report.seconds = time.monotonic() - began
    return report


def _absolute(folder: str | Path) -> Path:
    return Path(os.path.abspath(Path(folder).expanduser()))  # noqa: PTH100 (keeps links)


def _drop(collection: Collection, vanished: Vanished, report: IndexReport) -> None:
    gone = list(vanished.to_drop().items())
    for start in range(0, len(gone), PAGE):
        report.removed += drop(collection, dict(gone[start : start + PAGE]))
    failing = [failure.source for failure in collection.failures()]
    collection.store.forget_failures(s for s in failing if vanished.is_below(s) and is_gone(s))


def _as_found(sources: list[str], roots: list[str]) -> Iterator[Found | Unreadable]:
    for source in sources:
        path = Path(source)
        try:
            state = path.stat()
        except OSError as error:
            yield Unreadable(path, error.strerror or "it cannot be read")
            continue
        inside = [root for root in roots if path.is_relative_to(root)]
        relative = path.relative_to(max(inside, key=len)).as_posix() if inside else path.name
        yield Found(path, relative, state.st_size, state.st_mtime_ns)
