"""Hide the passwords of addresses in what people read: messages, terminals and logs."""

import re

_SCHEME = r"\b[a-z][a-z0-9+.-]+:/{1,2}"  # a `Path` makes one stroke of two
_PASSWORD = re.compile(
    rf"{_SCHEME}[^\s/:@?#\[]*:"
    r"(?P<password>[^\s/?#]*(?=@)"
    r"|(?!\d{0,5}(?:[/?#\s'\"),;]|$))[^\n]*?(?=@))@",  # a sign that belongs to no password; no port
    re.IGNORECASE,
)
_QUOTED = re.compile(r"%3A%2F%2F[^\s&%]*%3A(?P<password>[^\s&]*?)(?=%40)", re.IGNORECASE)
_PARAMETER = re.compile(
    r"[?&;](?:\w*password|passwd|pwd|api[_-]?key|\w*token|\w*secret)=(?P<password>[^\s&#;'\"]+)",
    re.IGNORECASE,
)

# Characters; the time to search text that is full of addresses grows with the square of its length.
AROUND = 4000


def without_passwords(text: str) -> str:
    """Return the text with `***` for the password of each `SCHEME://USER:PASSWORD@...` in it."""
    return excerpt(text, 0, len(text))


def excerpt(text: str, start: int, end: int) -> str:
    """
    Return `text[start:end]` with `***` for each password, also for one that is only partly in it.

    AROUND characters before and after are searched too.
    """
    first, end = max(0, start - AROUND), min(end, len(text))
    shown, at = list[str](), start
    for begin, stop in _passwords(text[first : end + AROUND]):
        begin, stop = begin + first, stop + first
        if begin <= end and (stop > start or begin == stop == start):
            shown += [text[at:begin], "***"]
            at = stop
            if stop >= end:  # with its end, so that what follows is not taken for a password
                shown.append(text[stop : stop + 1])
                at += 1
    return "".join([*shown, text[at:end]])


def _passwords(text: str) -> list[tuple[int, int]]:
    """Return where each password begins and ends, in order and without overlaps."""
    if ":/" not in text and "%" not in text:
        return []
    found = list[tuple[int, int]]()

    def hide(match: re.Match[str]) -> str:
        begin, stop = match.span("password")
        found.append((begin, stop))
        at = match.start()
        return f"{match[0][: begin - at]}{'*' * (stop - begin)}{match[0][stop - at :]}"

    for pattern in (_PASSWORD, _QUOTED, _PARAMETER):
        text = pattern.sub(hide, text)
    joined = list[tuple[int, int]]()
    for begin, stop in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((begin, stop))
    return joined
