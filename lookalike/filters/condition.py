"""Conditions on attributes as values, and how they match."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from lookalike.types import Attributes, AttributeValue, Scalar


@dataclass(frozen=True)
class Compare:
    """`attribute operator value`, where operator is = < <= > >= or contains."""

    attribute: str
    operator: str
    value: Scalar


@dataclass(frozen=True)
class OneOf:
    """`attribute in (values)`."""

    attribute: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Missing:
    """`attribute is missing`: no value, or an empty list."""

    attribute: str


@dataclass(frozen=True)
class Not:
    """True if the condition is false."""

    condition: "Condition"


@dataclass(frozen=True)
class All:
    """True if all conditions are true."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """True if at least one condition is true."""

    conditions: tuple["Condition", ...]


Condition: TypeAlias = Compare | OneOf | Missing | Not | All | AnyOf


def as_moment(value: object) -> datetime | None:
    """Parse an ISO 8601 date or time as an aware datetime (default UTC); None if it is not one."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}", value):
        return None
    try:
        moment = datetime.fromisoformat(value if len(value) > 7 else f"{value}-01")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def matches(condition: Condition, attributes: Attributes) -> bool:
    """Whether attributes match a condition; all stores must give the same result."""
    match condition:
        case All(conditions):
            return all(matches(c, attributes) for c in conditions)
        case AnyOf(conditions):
            return any(matches(c, attributes) for c in conditions)
        case Not(inner):
            return not matches(inner, attributes)
        case Missing(name):
            return not list(members(attributes.get(name)))
        case OneOf(name, values):
            return any(_equal(m, v) for m in members(attributes.get(name)) for v in values)
        case Compare(name, operator, value):
            test = _TESTS[operator]
            return any(test(member, value) for member in members(attributes.get(name)))


def members(value: AttributeValue | None) -> Iterator[Scalar]:
    """Yield the single values of an attribute: itself, the members of a list, or nothing."""
    if value is None:
        return
    if isinstance(value, str | int | float | bool):
        yield value
    else:
        yield from value


def kinds(value: Scalar) -> set[str]:
    """Return the types of a value: `flag`, `number` or `text`; a date is `text` and `date`."""
    if isinstance(value, bool):
        return {"flag"}
    if isinstance(value, int | float):
        return {"number"}
    return {"text"} if as_moment(value) is None else {"text", "date"}


def _equal(a: Scalar, b: Scalar) -> bool:
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _ordered(test: Callable[[float, float], bool]) -> Callable[[Scalar, Scalar], bool]:
    def compare(a: Scalar, b: Scalar) -> bool:
        if isinstance(a, bool) or isinstance(b, bool):
            return False
        if isinstance(a, int | float) and isinstance(b, int | float):
            return test(a, b)
        left, right = as_moment(a), as_moment(b)
        return bool(left and right and test(left.timestamp(), right.timestamp()))

    return compare


def _contains(a: Scalar, b: Scalar) -> bool:
    return isinstance(a, str) and isinstance(b, str) and b in a


_TESTS: dict[str, Callable[[Scalar, Scalar], bool]] = {
    "=": _equal,
    "<": _ordered(lambda a, b: a < b),
    "<=": _ordered(lambda a, b: a <= b),
    ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b),
    "contains": _contains,
}


def attributes_of(condition: Condition) -> set[str]:
    """Return the names of the attributes in a condition."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            return set().union(*(attributes_of(c) for c in conditions))
        case Not(inner):
            return attributes_of(inner)
        case Compare(name) | OneOf(name) | Missing(name):
            return {name}
