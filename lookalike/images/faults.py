"""Turn codec exceptions into plain error messages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import clear_frames

from lookalike.errors import (
    DamagedImage,
    ImageError,
    ImageTooLarge,
    LookalikeError,
    UnknownFormat,
)

ENDS_EARLY = "the file ends before the image does"
_CUT = re.compile(
    r"truncated|premature end of (jpeg )?file|unexpected end|end of file|too short", re.IGNORECASE
)
_UNREAD = re.compile(
    # Markers of no kind are what a JPEG without an end has behind it.
    r"unsupported(?! marker type)|not supported|not available|not implemented|unknown"
    r"|cannot handle",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>]*>|\b0x[0-9a-f]{4,}", re.IGNORECASE)
_NUMBER = re.compile(r"(decoder )?(error )?-?\d+$", re.IGNORECASE)
_SPEAKING = (OSError, ValueError, SyntaxError, RuntimeError, EOFError)
MAX_DETAIL = 100  # characters of a codec's message in a reason


@contextmanager
def plain_reasons(format_name: str) -> Iterator[None]:
    """Turn any exception of a codec into an ImageError of one line."""
    try:
        yield
    except LookalikeError:  # already a plain message
        raise
    except MemoryError as error:
        raise ImageTooLarge("decoding it needs more memory than is available") from error
    except Exception as error:  # codecs throw KeyError, struct.error, zlib.error, ... alike
        clear_frames(error.__traceback__)  # which would keep the pixels while the error is kept
        raise _reason(error, format_name) from error


def _reason(error: Exception, format_name: str) -> ImageError:
    detail = _detail(error)
    if _CUT.search(detail) or isinstance(error, EOFError):
        return DamagedImage(ENDS_EARLY)
    if _UNREAD.search(detail) or isinstance(error, NotImplementedError):
        return UnknownFormat(f"a kind of {format_name} that is not read{detail}")
    return DamagedImage(f"the {format_name} data is corrupt{detail}")


def _detail(error: Exception) -> str:
    """Return the codec's first line in brackets, if it is about the image, not about code."""
    if not isinstance(error, _SPEAKING) or not error.args:
        return ""
    line = _ADDRESS.sub("", str(error.args[0])).strip().split("\n")[0].strip()
    return f" ({line[:MAX_DETAIL]})" if line and not _NUMBER.match(line) else ""
