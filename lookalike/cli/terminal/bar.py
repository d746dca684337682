"""The progress bar of all long runs."""

from typing import Self

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn

from lookalike.cli.terminal.show import errors
from lookalike.closing import Closing


class Bar(Closing):
    """A bar on standard error, so that pipes get results only; removed when the run ends."""

    def __init__(self, doing: str, *more: ProgressColumn, quiet: bool = False) -> None:
        """`doing` is shown before the bar, the `more` columns after it."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *more)
        disabled = quiet or not errors.is_terminal
        self._bar = Progress(*columns, console=errors, disable=disabled, transient=True)
        self._task = self._bar.add_task(doing, total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __rich__(self) -> RenderableType:
        """Return the bar's current state, for Rich to print."""
        return self._bar.get_renderable()

    def close(self) -> None:
        """Remove the bar from the screen."""
        self._bar.stop()
