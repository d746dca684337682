"""Distinguish addresses such as `https://...` from paths."""

import re

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+)://")  # two letters or more: C:/ and C:\\ are paths


def scheme_of(text: str) -> str:
    """Return the text before `://`, as written; empty for a path."""
    found = _SCHEME.match(text)
    return found[1] if found else ""
