"""Progress bars: of an indexing run with its rate and time left, of runs in several steps."""

import time

from rich.progress import TextColumn

from lookalike.cli.terminal.bar import Bar
from lookalike.indexing.report import IndexReport


class IndexProgress(Bar):
    """Progress bar of the files done, with their rate and the time left."""

    def __init__(self, quiet: bool = False) -> None:
        super().__init__("indexing", TextColumn("{task.fields[pace]}", style="dim"), quiet=quiet)
        self._bar.update(self._task, pace="")
        self._began = time.monotonic()

    def tell(self, report: IndexReport, total: int) -> None:
        """Update the bar; `index_folder` calls this."""
        total = max(total, report.done)
        text = pace(report, total, time.monotonic() - self._began)
        doing = "building the search graph" if report.is_building else "indexing"
        doing = "comparing with what is there" if report.is_comparing else doing
        self._bar.update(
            self._task, description=doing, completed=report.done, total=total, pace=text
        )


class StepProgress(Bar):
    """Progress bar of a run in several steps, each with its own name and number."""

    def tell(self, step: str, done: int, total: int) -> None:
        """Update the bar."""
        self._bar.update(self._task, description=step, completed=done, total=total)


def pace(report: IndexReport, total: int, seconds: float) -> str:
    """Return rate and time left; unchanged files do not count, as they take almost no time."""
    worked = report.done - report.unchanged - report.still_failing
    if not worked or seconds <= 0:
        return ""
    rate = worked / seconds
    left = round((total - report.done) / rate)
    hours, minutes = divmod(left // 60, 60)
    return f"{rate:,.0f} images/s  {hours}:{minutes:02}:{left % 60:02} left"
