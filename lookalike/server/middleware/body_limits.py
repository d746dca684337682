"""Limits on the size of request bodies, by route."""

import re

from lookalike.server.settings import Settings

KEY_BYTES = 4_000
FEW_BYTES = 64_000  # names, paths and switches
ATTRIBUTES_BYTES = 4_000_000  # of one item
LIST_BYTES = 64_000_000  # ids, or the values of a condition: possibly very many

ITEM = r"/v1/collections/[^/]+/images/[^/]+"
LOOKS = r"duplicates|quarantine|check|map(/comparison)?"
LISTS = rf"/v1/collections/[^/]+/(facets|events|images/(list|remove)|{LOOKS})"
SENT = r"/v1/uploads|/v1/collections/[^/]+/(search|recommend|images|duplicates/of)"
PICTURES = rf"{SENT}|{ITEM}(/explain|/heatmap|/pair(\.png)?)?"
# The first match counts; other routes take a small body or none.
BY_ADDRESS = (
    ("POST", re.compile("/v1/session"), KEY_BYTES),
    ("POST", re.compile(LISTS), LIST_BYTES),
    ("PATCH", re.compile(ITEM), ATTRIBUTES_BYTES),
    ("PATCH", re.compile(r"/v1/collections/[^/]+/images"), LIST_BYTES),
    ("POST", re.compile(PICTURES), None),
    ("PUT", re.compile(ITEM), None),
)


def max_bytes(method: str, path: str, settings: Settings) -> int:
    """Return the size limit of a request's body."""
    for asked, pattern, limit in BY_ADDRESS:
        if method == asked and pattern.fullmatch(path):
            return min(limit or settings.max_body_bytes, settings.max_body_bytes)
    return min(FEW_BYTES, settings.max_body_bytes)
