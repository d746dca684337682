"""
Convert records to Qdrant payloads and back.

Attributes are kept by type (`text.category`, `number.price`, `flag.sale`), so that each field has
one kind of index whatever a column holds; text that reads as a date has its time beside it
(`moment.taken_at`, seconds since 1970). A whole number that a float may not hold is kept as two
halves of 32 bits instead (`high.item`, `low.item`).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import unquote
from uuid import UUID

from lookalike.files.digest import digest
from lookalike.files.passwords import without_secrets
from lookalike.filters.condition import as_moment, members
from lookalike.stores.base import Origin, Record
from lookalike.types import Attributes, AttributeValue, Changes, Item, Scalar, Vectors

PointId: TypeAlias = int | UUID | str  # as Qdrant Edge names it
KINDS = ("text", "number", "flag", "moment", "high", "low")
KEPT_AS = {"text": ("text",), "date": ("moment",), "number": ("number", "high"), "flag": ("flag",)}
FILE_FIELDS = ("id", "source", "size", "mtime_ns", "digest", "stamp")
NAME_FIELDS = ("order",)
EXACT = 2**53  # every whole number up to here is a float
HALF = 2**32
MOST = 2**63


def point_id(item_id: str) -> PointId:
    """Return the UUID that an item is stored under."""
    return UUID(hex=digest(item_id.encode()))


def field(kind: str, attribute: str) -> str:
    """Return the JSON path of an attribute of one type."""
    return f'{kind}."{_escaped(attribute)}"'


def bare(path: str) -> str:
    """Return a path without quotes, as Qdrant writes it where it can."""
    return path.replace('"', "")


def attribute_of(path: str) -> str:
    """Return the attribute of an unquoted path; empty if it is none."""
    kind, _, name = path.partition(".")
    return unquote(name) if kind in KINDS else ""


@lru_cache(1024)
def _escaped(name: str) -> str:
    # A quoted key of Qdrant's JSON path takes anything but quotes, brackets and backslashes.
    return re.sub(r'[%"\\\[\]]', lambda found: f"%{ord(found[0]):02X}", name)


# Most items of a collection have the same attributes: what is read once is remembered.
_plain = lru_cache(1024)(unquote)


@lru_cache(1024)
def _texts(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def kind_of(value: AttributeValue) -> str:
    """Return the payload group for a value's type."""
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int | float) else "text"


def is_large(value: object) -> bool:
    """Whether this is an integer that float64 cannot hold exactly."""
    return isinstance(value, int) and abs(value) > EXACT


def has_large(record: Record) -> bool:
    """Whether one of the record's attributes is such a number."""
    return any(map(is_large, record.item.attributes.values()))


def _is_long(value: AttributeValue) -> bool:
    """Whether Edge, which parses numbers as text, may return this float slightly changed."""
    return isinstance(value, float) and len(repr(value)) > 16


def _whole(value: AttributeValue) -> AttributeValue:
    """Return long floats as 64-bit integers where they are integral."""
    if (
        isinstance(value, float)
        and _is_long(value)
        and -MOST <= value < MOST
        and value == int(value)
    ):
        return int(value)
    return value


def halves(value: int) -> tuple[int, int]:
    """Split an integer into its upper 32 bits, with the sign, and its lower 32 bits."""
    return divmod(value, HALF)


def to_payload(record: Record) -> dict[str, Any]:
    """Return what is stored beside the vector."""
    origin = record.origin
    kinds: dict[str, dict[str, object]] = {kind: {} for kind in KINDS}
    for name, given in record.item.attributes.items():
        value = _whole(given)
        if isinstance(value, int) and is_large(value):
            kinds["high"][_escaped(name)], kinds["low"][_escaped(name)] = halves(value)
            continue
        kinds[kind_of(value)][_escaped(name)] = _stored(value)
        if moments := [m.timestamp() for m in map(as_moment, members(value)) if m]:
            kinds["moment"][_escaped(name)] = moments
    said = {"overruled": json.dumps(origin.overruled)} if origin.overruled else {}
    if origin.stamp:
        said["stamp"] = origin.stamp
    if origin.thumbprint:
        said["thumbprint"] = origin.thumbprint
    if long := {name: v for name, v in record.item.attributes.items() if _is_long(v)}:
        said["floats"] = json.dumps(long)
    return {kind: values for kind, values in kinds.items() if values} | {
        "id": record.item.id,
        "source": record.item.source,
        "size": origin.size,
        "mtime_ns": origin.mtime_ns,
        "digest": origin.digest,
        # As one text each: Edge takes 2 microseconds for every value that it is given.
        "given": json.dumps(origin.given),
        "order": json.dumps(list(record.item.attributes)),
        **said,
    }


def _stored(value: AttributeValue) -> object:
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, str | int | float) else list(value)


def fields_of(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (type, JSON path) of every attribute in a payload."""
    for kind in KINDS:
        for key in payload.get(kind, ()):
            yield kind, f'{kind}."{key}"'


def from_payload(payload: Mapping[str, Any], vector: Vectors | None) -> Record:
    """Rebuild the record."""
    item = Item(payload["id"], payload["source"], _attributes(payload))
    given = _texts(payload["given"])
    # Few records have it, and reading "{}" takes as long as all else here.
    overruled: Changes = json.loads(payload["overruled"]) if "overruled" in payload else {}
    stamp = payload.get("stamp", "")
    state = (payload["size"], payload["mtime_ns"], payload["digest"])
    origin = Origin(*state, given, overruled, stamp, payload.get("thumbprint", ""))
    return Record(item, origin, vector)


def without_secret_values(counts: Iterable[tuple[Scalar, int]]) -> list[tuple[Scalar, int]]:
    """Return addresses and their numbers of items as `from_payload` reads them, without secrets."""
    found = Counter[Scalar]()
    for value, count in counts:
        found[without_secrets(value) if isinstance(value, str) else value] += count
    return list(found.items())


def file_only(payload: Mapping[str, Any]) -> Record:
    """Rebuild the file data of a record, from FILE_FIELDS only."""
    stamp = payload.get("stamp", "")
    origin = Origin(payload["size"], payload["mtime_ns"], payload["digest"], stamp=stamp)
    return Record(Item(payload["id"], payload["source"]), origin)


def names_of(payloads: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of all attributes, from NAME_FIELDS only."""
    return frozenset().union(*map(_texts, {payload["order"] for payload in payloads}))


def number_fields(attribute: str) -> list[str]:
    """Return the JSON paths that `numbers_of` needs."""
    return [*(field(kind, attribute) for kind in ("number", "high", "low")), "floats"]


def numbers_of(payload: Mapping[str, Any], attribute: str) -> Iterator[float]:
    """Yield the number of an attribute, from `number_fields` only; none if it is none."""
    key = _escaped(attribute)
    if "floats" in payload and attribute in (floats := json.loads(payload["floats"])):
        yield floats[attribute]
    elif key in payload.get("number", ()):
        yield payload["number"][key]
    elif key in payload.get("high", ()):
        yield payload["high"][key] * HALF + payload["low"][key]


def _attributes(payload: Mapping[str, Any]) -> Attributes:
    found: dict[str, AttributeValue] = {
        _plain(key): value
        for kind in ("text", "number")
        for key, value in payload.get(kind, {}).items()
    }
    found |= {_plain(key): bool(value) for key, value in payload.get("flag", {}).items()}
    if "high" in payload:
        low = payload["low"]
        found |= {_plain(key): high * HALF + low[key] for key, high in payload["high"].items()}
    if "floats" in payload:
        found |= json.loads(payload["floats"])
    return {name: found[name] for name in _texts(payload["order"])}
