"""Read a number from its text; a whole number keeps all digits, even where a float would not."""

import json
import math
import re
from decimal import Decimal
from typing import Any

# A number in JSON of at least 16 digits before a point and zeros, or with an exponent.
_SPELLED = re.compile(rb"[\s:,\[]-?\d(?:\d{15,}\.0*(?![\deE])|[\d.]*[eE])")
_WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")
_ALL_WHOLE = 2.0**52  # from here on, no float has a fraction
_BEYOND_BITS = 2.0**63  # from here on, no attribute is an int


def exact_number(text: str) -> float:
    """
    Return the number that a decimal text denotes; infinite if it is beyond all floats.

    It is an int if the text has neither point nor exponent, or if the number is whole and the
    nearest float differs (9007199254740993.0; with an exponent, such as 12345678901234567e2, only
    below 2**63). Otherwise it is a float. ValueError if the text is not a number. Conditions,
    tables and JSON all use this rule.
    """
    near = float(text)
    if not math.isfinite(near):
        return near
    if not _WHOLE.fullmatch(text):
        return _with_exponent(text, near) if _ALL_WHOLE <= abs(near) <= _BEYOND_BITS else near
    whole = int(Decimal(text))  # `int` refuses texts of thousands of digits, such as leading zeros
    return whole if "." not in text or whole != near else near


def _with_exponent(text: str, near: float) -> float:
    number = Decimal(text)
    whole = int(number)
    return whole if whole == number and whole != near and abs(whole) < _BEYOND_BITS else near


def below_fraction(text: str) -> int | None:
    """
    Return the whole number below one whose fraction no float can hold, as 9007199254740993.5; None
    for all other numbers.
    """
    near = float(text)
    if not math.isfinite(near) or abs(near) < _ALL_WHOLE:
        return None
    number = Decimal(text)
    whole = math.floor(number)
    return None if whole == number else whole


def exact_json(text: str | bytes, **options: Any) -> Any:
    """Parse JSON with `exact_number`; options and errors are those of `json.loads`."""
    return json.loads(text, parse_float=exact_number, **options)


def may_be_exact(text: bytes) -> bool:
    """Whether `exact_json` may read a number of this JSON as an int, and others as a float."""
    return _SPELLED.search(text) is not None
