"""Warn about conditions that match nothing or compare unlike types."""

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import TypeAlias

from lookalike.files.passwords import without_passwords
from lookalike.filters.condition import (
    All,
    AnyOf,
    Compare,
    Condition,
    Missing,
    Not,
    OneOf,
    as_moment,
)
from lookalike.types import Scalar

Has: TypeAlias = Callable[[str, str], bool]
"""(attribute, kind): whether an item has a value of this type there: text, date, number or flag."""

WORDS = {"text": "text", "number": "a number", "flag": "true or false", "date": "a date"}
OWN = {  # fields of an item that are no attributes, and what to do instead
    "id": "the id of an item is no attribute: name the items by their ids, without a condition",
    "source": "the source of an item is no attribute: ask for the `name` of its file, such as "
    "name = 'a.jpg', or its `folder`",
}
PACKAGE = __name__.partition(".")[0]
NAMED = 12  # most attributes listed in a remark
SHOWN = 40  # characters of a value


class ConditionWarning(UserWarning):
    """A condition that no item can match, such as on an unknown attribute."""


def warn(remark: str) -> None:
    """Issue a Python warning, with the line outside of Lookalike that called a collection."""
    level, frame = 1, sys._getframe()  # noqa: SLF001 (as `warnings` itself does)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == PACKAGE:
        level, frame = level + 1, frame.f_back
    warnings.warn(remark, ConditionWarning, stacklevel=level)


def remarks(condition: Condition, has: Has, names: Callable[[], Sequence[str]]) -> list[str]:
    """
    Return remarks on attributes that no item has, and values of a type that no item has there.

    Each is a sentence. `names` returns the existing attributes.
    """
    found = (_remark(*asked, has, names) for asked in _asked(condition))
    return list(dict.fromkeys(without_passwords(remark) for remark in found if remark))


def remarks_on_names(
    asked: Sequence[str], has: Has, names: Callable[[], Sequence[str]]
) -> list[str]:
    """The same of attributes whose values are counted."""
    found = (_remark(name, None, "", has, names) for name in dict.fromkeys(asked))
    return [without_passwords(remark) for remark in found if remark]


def remarks_on_groups(name: str, has: Has, names: Callable[[], Sequence[str]]) -> list[str]:
    """The same of the attribute that hits are grouped by."""
    remark = _remark(name, None, "", has, names)
    return [without_passwords(remark)] if remark else []


def _asked(condition: Condition) -> Iterator[tuple[str, str | None, str]]:
    """Yield each attribute, the type of value it must have (None: any), and the comparison."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for one in conditions:
                yield from _asked(one)
        case Not(inner):
            yield from _asked(inner)
        case Missing(name):
            yield name, None, ""
        case OneOf(name, values):
            for kind, value in {_kind(value): value for value in reversed(values)}.items():
                yield name, kind, f"{name} = {_written(value)}"
        case Compare(name, operator, value):
            yield name, _needed(operator, value), f"{name} {operator} {_written(value)}"


def _kind(value: Scalar) -> str:
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "number"


def _needed(operator: str, value: Scalar) -> str:
    if operator == "contains":
        return "text"
    is_date = operator != "=" and as_moment(value) is not None
    return "date" if is_date else _kind(value)


def _written(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = value if isinstance(value, str) else repr(value)
    text = without_passwords(text)
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return f"'{text}'" if isinstance(value, str) else text


def _remark(
    name: str, kind: str | None, asked: str, has: Has, names: Callable[[], Sequence[str]]
) -> str | None:
    if kind is not None and has(name, kind):
        return None
    there = [one for one in ("text", "number", "flag") if has(name, one)]
    if not there:
        used = [
            one for one in names() if any(has(one, kind) for kind in ("text", "number", "flag"))
        ]
        return f"no item has an attribute {name!r}{_advice(name, used)}"
    if kind is None:
        return None
    what = " or ".join(WORDS[one] for one in there)
    return (
        f"{name!r} is {what} in every item that has it, never {WORDS[kind]}, so {asked} matches no "
        f"item (and every item where it is negated){_spelling(kind, there)}"
    )


def _advice(name: str, names: Sequence[str]) -> str:
    if name.lower() in OWN:
        return f"; {OWN[name.lower()]}"
    lower = {one.lower(): one for one in names}
    if near := get_close_matches(name.lower(), lower, 1):
        return f"; did you mean {lower[near[0]]!r}?"
    more = ", ..." if len(names) > NAMED else ""
    return f"; there are: {', '.join(names[:NAMED])}{more}" if names else ""


def _spelling(kind: str, there: Sequence[str]) -> str:
    if kind == "text" and "number" in there:
        return "; a number is written without quotes"
    if kind == "number" and "text" in there:
        return "; text is written in single quotes, and has no order by < and >"
    return "; text is written in single quotes" if kind == "flag" and "text" in there else ""
