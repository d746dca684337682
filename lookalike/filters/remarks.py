"""Remark on conditions that match nothing, or everything, since they compare unlike types."""

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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

Found: TypeAlias = Callable[[Condition], tuple[int, str]]
"""How many items match, and the id of one of them."""

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


def remarks(
    condition: Condition, has: Has, names: Callable[[], Sequence[str]], found_by: Found
) -> list[str]:
    """
    Return remarks on attributes that no item has, and values of a type that no item has there; and
    on negated comparisons of an attribute that has values of several types.

    Each is a sentence. `names` returns the existing attributes.
    """
    asked = list(_asked(condition))
    found = [_remark(one.name, one.kind, one.text, has, names) for one in asked]
    found += [_remark_on_others(one, asked, has, found_by) for one in asked if one.is_negated]
    return list(dict.fromkeys(without_passwords(remark) for remark in found if remark))


def remarks_on_names(
    asked: Sequence[str], has: Has, names: Callable[[], Sequence[str]]
) -> list[str]:
    """The same of attributes whose values are counted, or by which hits are grouped."""
    found = (_remark(name, None, "", has, names) for name in dict.fromkeys(asked))
    return [without_passwords(remark) for remark in found if remark]


@dataclass(frozen=True)
class _Asked:
    """One comparison of a condition."""

    name: str
    kind: str | None = None
    """The type of value that it can match; None: any."""
    text: str = ""
    is_negated: bool = False


def _asked(condition: Condition, is_negated: bool = False) -> Iterator[_Asked]:
    match condition:
        case All(conditions) | AnyOf(conditions):
            for one in conditions:
                yield from _asked(one, is_negated)
        case Not(inner):
            yield from _asked(inner, not is_negated)
        case Missing(name) | OneOf(name, ()):
            yield _Asked(name)
        case OneOf(name, values):
            for kind, value in {_kind(value): value for value in reversed(values)}.items():
                yield _Asked(name, kind, f"{name} = {_written(value)}", is_negated)
        case Compare(name, operator, value):
            text = f"{name} {operator} {_written(value)}"
            yield _Asked(name, _needed(operator, value), text, is_negated)


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


def _remark_on_others(
    asked: _Asked, every: Sequence[_Asked], has: Has, found_by: Found
) -> str | None:
    """Tell of items with values of a type that the condition does not compare with."""
    name, kind = asked.name, asked.kind
    compared = {one.kind for one in every if one.name == name}
    others = [one for one in ("text", "number", "flag") if one not in compared and has(name, one)]
    if kind is None or not has(name, kind):
        return None  # it is told that no item has this type
    if not others:
        return None
    count, example = found_by(AnyOf(tuple(_of_kind(name, one, kind == "date") for one in others)))
    if not count:
        return None
    what = " or ".join(WORDS[one] for one in others)
    items = f"1 item ({example})" if count == 1 else f"{count:,} items (such as {example})"
    return (
        f"{name!r} is {what} in {items}: there {asked.text} is false, and its negation matches; "
        f"compare {name} with {what} too, to say what is meant"
    )


def _of_kind(name: str, kind: str, is_without_dates: bool) -> Condition:
    """Match the values of a type; of text perhaps only what is no date."""
    numbers = AnyOf((Compare(name, "<", 0), Compare(name, ">=", 0)))
    flags = OneOf(name, (True, False))
    if kind == "number":
        return numbers
    if kind == "flag":
        return flags
    dates = Compare(name, ">=", "0001-01-01")
    no_text: list[Condition] = [
        Missing(name),
        numbers,
        flags,
        *([dates] if is_without_dates else []),
    ]
    return Not(AnyOf(tuple(no_text)))


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
