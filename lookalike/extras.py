"""Import optional packages where they are used; a missing one raises MissingExtra."""

from importlib import import_module
from types import ModuleType

from lookalike.errors import MissingExtra


def need(module: str, extra: str) -> ModuleType:
    """Import `module`; MissingExtra names the extra that installs it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"{module} is not installed; run: pip install 'lookalike[{extra}]'"
        ) from error
