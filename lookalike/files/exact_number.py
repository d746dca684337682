"""Read a number from its text; a whole number keeps all digits, even where a float would not."""

import json
import math
import re
from decimal import Decimal
from typing import Any

_WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")


def exact_number(text: str) -> float:
    """
    Return the number that a decimal text says; infinite if it is beyond all floats.

    It is an int if the text has neither point nor exponent, or if only zeros follow the point and
    the nearest float is another number (9007199254740993.0). Otherwise it is a float. ValueError if
    the text is no number. Conditions, tables and JSON all use this rule.
    """
    near = float(text)
    if not math.isfinite(near) or not _WHOLE.fullmatch(text):
        return near
    whole = int(Decimal(text))  # `int` refuses texts of thousands of digits, such as leading zeros
    return whole if "." not in text or whole != near else near


def exact_json(text: str | bytes, **options: Any) -> Any:
    """Parse JSON with `exact_number`; options and errors are those of `json.loads`."""
    return json.loads(text, parse_float=exact_number, **options)
