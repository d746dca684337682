"""Translate conditions to Qdrant filters, with the meaning of `filters.matches`."""

from collections.abc import Callable, Sequence

from qdrant_edge import (
    FieldCondition,
    Filter,
    IsEmptyCondition,
    MatchAny,
    MatchSubstring,
    MatchValue,
    RangeFloat,
)

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
from lookalike.stores.embedded.numbers import SIDES, compare_number
from lookalike.stores.embedded.payload import field
from lookalike.types import Scalar

NOTHING = Filter(must=[FieldCondition("id", match=MatchAny(list[str]()))])


class EdgeFilters:
    """
    Translates conditions. `has_large` says whether an attribute may hold integers beyond 2**53.
    """

    def __init__(self, has_large: Callable[[str], bool]) -> None:
        self._has_large = has_large

    def of(self, condition: Condition | None) -> Filter | None:
        """Return the condition as a Qdrant filter; None for None."""
        return None if condition is None else self._filter(condition)

    def _filter(self, condition: Condition) -> Filter:
        match condition:
            case All(conditions):
                return Filter(must=[self._filter(c) for c in conditions])
            case AnyOf(conditions):
                return _any([self._filter(c) for c in conditions])
            case Not(inner):
                return Filter(must_not=[self._filter(inner)])
            case Missing(name):
                kinds = ("text", "number", "flag", *(("high",) if self._has_large(name) else ()))
                return Filter(must=[IsEmptyCondition(field(kind, name)) for kind in kinds])
            case OneOf(name, values):
                return self._one_of(name, values)
            case Compare(name, "=", value):
                return self._one_of(name, (value,))
            case Compare(name, "contains", value):
                substring = MatchSubstring(str(value))
                return Filter(must=[FieldCondition(field("text", name), match=substring)])
            case Compare(name, operator, value):
                return self._ordered(name, operator, value)

    def _one_of(self, name: str, values: Sequence[Scalar]) -> Filter:
        texts = [value for value in values if isinstance(value, str)]
        found = [_text(name, texts)] if texts else []
        for value in values:
            if isinstance(value, bool):
                is_it = MatchValue(int(value))
                found.append(Filter(must=[FieldCondition(field("flag", name), match=is_it)]))
            elif not isinstance(value, str):
                found += compare_number(name, "=", value, self._has_large(name))
        return _any(found)

    def _ordered(self, name: str, operator: str, value: Scalar) -> Filter:
        if not isinstance(value, str | bool):
            return _any(compare_number(name, operator, value, self._has_large(name)))
        moment = as_moment(value)
        if moment is None:
            return NOTHING
        bound = RangeFloat(**{SIDES[operator]: moment.timestamp()})
        return Filter(must=[FieldCondition(field("moment", name), range=bound)])


def _any(filters: Sequence[Filter]) -> Filter:
    if len(filters) == 1:  # Edge is slower where it is told so in two steps
        return filters[0]
    return Filter(should=list(filters)) if filters else NOTHING


def _text(name: str, values: list[str]) -> Filter:
    among = MatchValue(values[0]) if len(values) == 1 else MatchAny(values)
    return Filter(must=[FieldCondition(field("text", name), match=among)])
