"""Progress bar of an indexing run: files done, files per second, time left."""

import time

from rich.progress import TextColumn

from lookalike.cli.terminal.bar import Bar
from lookalike.indexing.report import IndexReport


class IndexProgress(Bar):
    """Shows the files done, and the pace of those that take work."""

    def __init__(self, quiet: bool = False) -> None:
        super().__init__("indexing", TextColumn("{task.fields[pace]}", style="dim"), quiet=quiet)
        self._bar.update(self._task, pace="")
        self._began = time.monotonic()

    def tell(self, report: IndexReport, total: int) -> None:
        """What `index_folder` calls."""
        total = max(total, report.done)
        text = pace(report, total, time.monotonic() - self._began)
        doing = "building the search graph" if report.is_building else "indexing"
        self._bar.update(
            self._task, description=doing, completed=report.done, total=total, pace=text
        )


def pace(report: IndexReport, total: int, seconds: float) -> str:
    """Rate and time left, by the files that took work: those passed over cost next to nothing."""
    worked = report.done - report.unchanged - report.still_failing
    if not worked or seconds <= 0:
        return ""
    rate = worked / seconds
    left = round((total - report.done) / rate)
    hours, minutes = divmod(left // 60, 60)
    return f"{rate:,.0f} images/s  {hours}:{minutes:02}:{left % 60:02} left"
