"""Options for the size limits of images, shared by several commands."""

import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

import typer

from lookalike.images.limits import LIMITS, Limits, limited

Command = TypeVar("Command", bound=Callable[..., None])

_TIMES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
_COUNT = re.compile(r"(\d+(?:\.\d+)?)([KMG]?)", re.IGNORECASE)


def parse_count(text: str | int) -> int:
    """Parse a whole number above 0, such as 300000000, 300M or 1.5G."""
    found = _COUNT.fullmatch(str(text).strip())
    count = round(float(found[1]) * _TIMES[found[2].upper()]) if found else 0
    if count < 1:
        raise typer.BadParameter(f"{text!r} is not a number above 0, such as 300M")
    return count


def _option(name: str, of_what: str) -> Any:
    said = f"{of_what}; such as 400M."
    return typer.Option(name, metavar="NUMBER", parser=parse_count, help=said)


_OPTIONS: dict[str, Any] = {
    "max_pixels": Annotated[int, _option("--max-pixels", "Larger images are not read")],
    "max_bytes": Annotated[int, _option("--max-bytes", "Larger files are not read")],
    "max_memory": Annotated[
        int, _option("--max-memory", "Images that need more bytes of memory are not read")
    ],
}
_DEFAULTS = {name: getattr(LIMITS, name) for name in _OPTIONS}


def reads_images(command: Command) -> Command:
    """Add `--max-pixels`, `--max-bytes` and `--max-memory`, which apply while it runs."""

    @wraps(command)
    def within_limits(*, max_pixels: int, max_bytes: int, max_memory: int, **asked: Any) -> None:
        with limited(Limits(max_bytes, max_pixels, max_memory)):
            command(**asked)

    own = inspect.signature(command)
    more = [
        inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS[n], annotation=kind)
        for n, kind in _OPTIONS.items()
    ]
    within_limits.__signature__ = own.replace(parameters=[*own.parameters.values(), *more])  # type: ignore[attr-defined]
    within_limits.__annotations__ = {**command.__annotations__, **_OPTIONS}
    return within_limits  # type: ignore[return-value]
