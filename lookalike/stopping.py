"""Stop long work at its next step."""

from collections.abc import Callable

from lookalike.types import OnStep


class Stopped(Exception):
    """Raised where `should_stop` was true, to end the work."""


def stoppable(on_step: OnStep, should_stop: Callable[[], bool]) -> OnStep:
    """Return `on_step` that raises Stopped instead, once `should_stop` is true."""

    def tell(step: str, done: int, total: int) -> None:
        if should_stop():
            raise Stopped
        on_step(step, done, total)

    return tell
