"""Write conditions as text that `read` parses."""

import math
from collections.abc import Sequence

from lookalike.errors import FilterError
from lookalike.filters.condition import All, AnyOf, Compare, Condition, Missing, Not, OneOf
from lookalike.types import Scalar

EVERYTHING = "(x is missing or x is not missing)"
NOTHING = "(x is missing and x is not missing)"


def filter_text(condition: Condition) -> str:
    """Write a condition as text; FilterError for a number that cannot be written."""
    match condition:
        case All(conditions):
            return _joined(" and ", conditions) or EVERYTHING
        case AnyOf(conditions):
            return _joined(" or ", conditions) or NOTHING
        case Not(inner):
            return f"not {filter_text(inner)}"
        case Missing(name):
            return f"{_name(name)} is missing"
        case OneOf(name, values):
            one = _name(name)
            return f"{one} in ({', '.join(map(_value, values))})" if values else _never(one)
        case Compare(name, operator, value):
            return f"{_name(name)} {operator} {_value(value)}"


def _never(name: str) -> str:
    return f"({name} is missing and {name} is not missing)"


def _joined(word: str, conditions: Sequence[Condition]) -> str:
    return f"({word.join(map(filter_text, conditions))})" if conditions else ""


def _name(attribute: str) -> str:
    return '"' + attribute.replace('"', '""') + '"'


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if not math.isfinite(value):
        raise FilterError(f"a condition cannot contain {value}; compare with a finite number")
    return repr(float(value)) if isinstance(value, float) else str(int(value))
