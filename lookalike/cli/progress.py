"""The bar that a long run shows: how far, how fast, how long still."""

import time
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from lookalike.cli.show import errors
from lookalike.indexing.report import IndexReport


class IndexProgress:
    """Draws on standard error, so that a pipe gets results only."""

    def __init__(self, quiet: bool = False) -> None:
        self._began = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}", style="dim"),
            console=errors,
            disable=quiet or not errors.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("indexing", total=None, pace="")

    def tell(self, report: IndexReport, total: int) -> None:
        """What `index_folder` calls."""
        total = max(total, report.done)
        text = pace(report, total, time.monotonic() - self._began)
        doing = "building the search graph" if report.is_building else "indexing"
        self._bar.update(
            self._task, description=doing, completed=report.done, total=total, pace=text
        )

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()


def pace(report: IndexReport, total: int, seconds: float) -> str:
    """Rate and time left, by the files that took work: those passed over cost next to nothing."""
    worked = report.done - report.unchanged - report.still_failing
    if not worked or seconds <= 0:
        return ""
    rate = worked / seconds
    left = round((total - report.done) / rate)
    hours, minutes = divmod(left // 60, 60)
    return f"{rate:,.0f} images/s  {hours}:{minutes:02}:{left % 60:02} left"
