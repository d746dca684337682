"""Hide the passwords and tokens of addresses in messages, and remove them from stored addresses."""

import re
from urllib.parse import unquote, urlsplit

_SCHEME = r"\b[a-z][a-z0-9+.-]+:/{1,2}"  # a `Path` makes one stroke of two
_NO_PORT = r"(?!\d{0,5}(?:[/?#\s'\"),;]|$))"
_PASSWORD = re.compile(
    rf"{_SCHEME}[^\s/:@?#\[]*:"
    r"(?P<password>[^\s/?#]*(?=@)"
    rf"|{_NO_PORT}[^\n]*?(?=@))@",  # characters that no password contains; no port
    re.IGNORECASE,
)
# A user without a password, or at least this long, is an access token.
_TOKEN = re.compile(
    r"\bhttps?:/{1,2}(?P<password>[^\s/:@?#\[]+(?=(?::(?:x-oauth-basic)?)?@)"
    r"|[^\s/:@?#\[]{16,}(?=:[^\s/]*@))",
    re.IGNORECASE,
)
# USER:PASSWORD@HOST without a scheme, at the start of a word; a file `12:30@home.jpg` is none.
_BARE = re.compile(
    r"(?:^|(?<=[\s'\"(\[{=,;<`]))(?::?//)?(?!(?:mailto|id|upload|colour):)[^\s/\\:@'\"(\[?#=,]+:"
    rf"{_NO_PORT}(?P<password>[^\s/\\@'\"][^\s'\"]*)@(?=[\w\[])"
    r"(?![^\s/:'\"]*\.(?:jpe?g|png|webp|gif|tiff?|bmp|avif|hei[cf]|jp2)(?![\w/:]))",
    re.IGNORECASE,
)
_NAME = (
    r"(?:[\w.-]*(?:password|passwd|passphrase|pwd|api-?key|access-?key(?:-?id)?|token|secret"
    r"|signature|credential)|(?:[\w.-]*[_-])?key|sig|auth|authorization|jwt|hmac|sas)"
)
_SECRET = re.compile(_NAME, re.IGNORECASE)
_PARAMETER = re.compile(rf"[?&;#]{_NAME}=(?P<password>[^\s&#;'\"]+)", re.IGNORECASE)
# The same inside another address, with escaped characters.
_QUOTED = re.compile(
    r"(?:%3A%2F%2F|(?<==)(?:%2F%2F)?)[^\s&%]*%3A(?!%2F)(?P<password>[^\s&]*?)(?=%40)", re.IGNORECASE
)
_QUOTED_TOKEN = re.compile(r"https?%3A%2F%2F(?P<password>[^\s&%]+)(?=%40)", re.IGNORECASE)
_QUOTED_PARAMETER = re.compile(
    rf"(?:%3F|%26|%3B|%23){_NAME}(?:%3D|=)(?P<password>(?:(?!%26|%23|%3B)[^\s&#'\"])+)",
    re.IGNORECASE,
)
_OF_ADDRESSES = (_TOKEN, _PASSWORD, _QUOTED_TOKEN, _QUOTED, _QUOTED_PARAMETER, _PARAMETER)
_SEPARATORS = re.compile(r"([&;])")

# Characters; the time to search text that is full of addresses grows with the square of its length.
AROUND = 4000


def without_passwords(text: str, is_data: bool = False) -> str:
    """
    Return the text with `***` for each password, token or signature of an address in it.

    `is_data` is for file names and other data that no person typed as an address: only addresses
    with a scheme count then, and a file `shop:red@2x` keeps its name.
    """
    return _hidden(text, 0, len(text), is_data)


def without_secrets(address: str) -> str:
    """Return an address that may be stored: without its user and parameters such as `token=...`."""
    if "@" not in address and "=" not in address:
        return address
    address = without_passwords(address)  # also secrets that contain the separators
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    bare = parts._replace(
        netloc=parts.netloc.rpartition("@")[2],
        query=_open_parameters(parts.query),
        fragment=_open_parameters(parts.fragment),
    )
    return address if bare == parts else bare.geturl()


def excerpt(text: str, start: int, end: int) -> str:
    """
    Return `text[start:end]` with `***` for each password, also if only a part of it is inside.

    AROUND characters before and after are searched too.
    """
    return _hidden(text, start, end, is_data=False)


def _hidden(text: str, start: int, end: int, is_data: bool) -> str:
    first, end = max(0, start - AROUND), min(end, len(text))
    shown, at = list[str](), start
    for begin, stop in _passwords(text[first : end + AROUND], is_data):
        begin, stop = begin + first, stop + first
        if begin <= end and (stop > start or begin == stop == start):
            shown += [text[at:begin], "***"]
            at = stop
            if stop >= end:  # including its end, so that what follows is not taken for a password
                shown.append(text[stop : stop + 1])
                at += 1
    return "".join([*shown, text[at:end]])


def _passwords(text: str, is_data: bool) -> list[tuple[int, int]]:
    """Return the start and end of each password, in order and without overlaps."""
    signs = (":/", "%") if is_data else ("@", "=", "%")
    if not any(sign in text for sign in signs):
        return []
    found = list[tuple[int, int]]()

    def hide(match: re.Match[str]) -> str:
        begin, stop = match.span("password")
        found.append((begin, stop))
        at = match.start()
        return f"{match[0][: begin - at]}{'*' * (stop - begin)}{match[0][stop - at :]}"

    for pattern in _OF_ADDRESSES if is_data else (*_OF_ADDRESSES, _BARE):
        text = pattern.sub(hide, text)
    joined = list[tuple[int, int]]()
    for begin, stop in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((begin, stop))
    return joined


def _open_parameters(query: str) -> str:
    """Return the parameters that are not secret, as written."""
    written = _SEPARATORS.split(query)
    kept = [
        (sign, one)
        for sign, one in zip(["", *written[1::2]], written[::2], strict=True)
        if not ("=" in one and _SECRET.fullmatch(unquote(one.partition("=")[0])))
    ]
    return "".join(f"{sign if place else ''}{one}" for place, (sign, one) in enumerate(kept))
