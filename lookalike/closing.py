"""Close resources at the end of a `with` block, also after an error."""

from types import TracebackType
from typing import Self


class Closing:
    """Context manager that calls `close`, like `contextlib.closing` without a wrapper."""

    def close(self) -> None:
        """Release all resources."""
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
