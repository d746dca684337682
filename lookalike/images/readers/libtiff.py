"""Query the libtiff that Pillow contains for facts that Pillow does not expose."""

from contextlib import suppress
from ctypes import CDLL
from functools import cache
from importlib import import_module

# Where its functions cannot be reached (as on Windows), it goes on writing, and a codec that
# it lacks is a failure without a name.
_UNREACHED = (AttributeError, OSError, TypeError)


@cache
def silence_libtiff() -> None:
    """Keep libtiff from writing to standard error; its failures reach us as exceptions too."""
    with suppress(*_UNREACHED):
        libtiff = _libtiff()
        libtiff.TIFFSetErrorHandler(None)
        libtiff.TIFFSetWarningHandler(None)


@cache
def unpacks(compression: int) -> bool:
    """Whether this build reads strips that are packed by that TIFF compression."""
    with suppress(*_UNREACHED):
        return bool(_libtiff().TIFFIsCODECConfigured(compression))
    return True


def _libtiff() -> CDLL:
    return CDLL(import_module("PIL._imaging").__file__)
