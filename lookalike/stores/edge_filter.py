"""Conditions in Qdrant's words; must mean what `filters.matches` says."""

from collections.abc import Sequence

from qdrant_edge import (
    FieldCondition,
    Filter,
    IsEmptyCondition,
    MatchAny,
    MatchSubstring,
    MatchValue,
    RangeFloat,
)

from lookalike.filters import All, AnyOf, Compare, Condition, Missing, Not, OneOf, as_moment
from lookalike.stores.edge_payload import field, kind_of
from lookalike.types import Scalar

NOTHING = Filter(must=[FieldCondition("id", match=MatchAny(list[str]()))])


def to_filter(condition: Condition | None) -> Filter | None:
    """The same condition for Qdrant; None stays None."""
    return None if condition is None else _filter(condition)


def _filter(condition: Condition) -> Filter:
    match condition:
        case All(conditions):
            return Filter(must=[_filter(c) for c in conditions])
        case AnyOf(conditions):
            return Filter(should=[_filter(c) for c in conditions]) if conditions else NOTHING
        case Not(inner):
            return Filter(must_not=[_filter(inner)])
        case Missing(name):
            kinds = ("text", "number", "flag")
            return Filter(must=[IsEmptyCondition(field(kind, name)) for kind in kinds])
        case OneOf(name, values):
            return _one_of(name, values)
        case Compare(name, "=", value):
            return _one_of(name, (value,))
        case Compare(name, "contains", value):
            substring = MatchSubstring(str(value))
            return Filter(must=[FieldCondition(field("text", name), match=substring)])
        case Compare(name, operator, value):
            return _range(name, operator, value)


def _one_of(name: str, values: Sequence[Scalar]) -> Filter:
    return Filter(should=[_equal(name, value) for value in values]) if values else NOTHING


def _equal(name: str, value: Scalar) -> FieldCondition:
    key = field(kind_of(value), name)
    if isinstance(value, bool):
        return FieldCondition(key, match=MatchValue(int(value)))
    if isinstance(value, str):
        return FieldCondition(key, match=MatchValue(value))
    return FieldCondition(key, range=RangeFloat(gte=value, lte=value))


def _range(name: str, operator: str, value: Scalar) -> Filter:
    moment = as_moment(value)
    kind = "number" if moment is None else "moment"
    bound = float(value) if moment is None else moment.timestamp()
    side = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}[operator]
    return Filter(must=[FieldCondition(field(kind, name), range=RangeFloat(**{side: bound}))])
