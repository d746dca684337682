"""The bar that a long run shows: how far, how fast, how long still."""

from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from lookalike.cli.show import errors
from lookalike.indexing.report import IndexReport


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f} images/s", style="dim")


class IndexProgress:
    """Draws on standard error, so that a pipe gets results only."""

    def __init__(self, quiet: bool = False) -> None:
        self._bar = Progress(
            TextColumn("indexing"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=errors,
            disable=quiet or not errors.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("indexing", total=None)

    def tell(self, report: IndexReport, total: int) -> None:
        """What `index_folder` calls."""
        self._bar.update(self._task, completed=report.done, total=max(total, report.done))

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
