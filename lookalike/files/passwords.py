"""Hide the passwords of addresses in what people read: messages, terminals and logs."""

import re

_SCHEME = r"\b[a-z][a-z0-9+.-]+:/{1,2}"  # a `Path` makes one stroke of two
_PASSWORD = re.compile(
    rf"({_SCHEME}[^\s/:@?#\[]*):"
    r"(?:[^\s/?#]*@"
    r"|(?!\d{0,5}(?:[/?#\s'\"),;]|$))[^\n]*?@)",  # a sign that belongs to no password; no port
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(%3A%2F%2F[^\s&%]*%3A)[^\s&]*?(?=%40)", re.IGNORECASE)
_PARAMETER = re.compile(
    r"([?&;](?:\w*password|passwd|pwd|api[_-]?key|\w*token|\w*secret)=)[^\s&#;'\"]+", re.IGNORECASE
)


def without_passwords(text: str) -> str:
    """The text with `***` for the password of each `SCHEME://USER:PASSWORD@...` in it."""
    if ":/" not in text and "%" not in text:
        return text
    text = _PASSWORD.sub(r"\1:***@", text)
    return _PARAMETER.sub(r"\1***", _QUOTED.sub(r"\1***", text))
