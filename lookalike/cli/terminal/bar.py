"""The progress bar of all long runs."""

from typing import Self

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn

from lookalike.cli.terminal.show import errors
from lookalike.closing import Closing


class Bar(Closing):
    """Draws on standard error, so that a pipe gets results only; gone when it is left."""

    def __init__(self, doing: str, *more: ProgressColumn, quiet: bool = False) -> None:
        """`doing` stands before the bar, `more` columns after it."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *more)
        disabled = quiet or not errors.is_terminal
        self._bar = Progress(*columns, console=errors, disable=disabled, transient=True)
        self._task = self._bar.add_task(doing, total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __rich__(self) -> RenderableType:
        """As it stands now: for Rich, which prints it."""
        return self._bar.get_renderable()

    def close(self) -> None:
        """Take it off the screen."""
        self._bar.stop()
