"""Query the libtiff that Pillow contains for facts that Pillow does not expose."""

from contextlib import suppress
from ctypes import CDLL
from functools import cache
from importlib import import_module

# If its functions cannot be reached (as on Windows), messages are still written, and a codec
# that it lacks causes an error that does not name it.
_UNREACHED = (AttributeError, OSError, TypeError)


@cache
def silence_libtiff() -> None:
    """Keep libtiff from writing to standard error; its failures are raised as exceptions too."""
    with suppress(*_UNREACHED):
        libtiff = _libtiff()
        libtiff.TIFFSetErrorHandler(None)
        libtiff.TIFFSetWarningHandler(None)


@cache
def unpacks(compression: int) -> bool:
    """Whether this build can decode strips of that TIFF compression."""
    with suppress(*_UNREACHED):
        return bool(_libtiff().TIFFIsCODECConfigured(compression))
    return True


def _libtiff() -> CDLL:
    return CDLL(import_module("PIL._imaging").__file__)
