"""What is closed at the end of a `with` block, whatever happened in it."""

from types import TracebackType
from typing import Self


class Closing:
    """Has a `close`; `contextlib.closing` without being wrapped."""

    def close(self) -> None:
        """Let go of what is held."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
