"""Parse a cell's text as a number, flag, date or empty value."""

import math
import re
from datetime import date
from typing import Literal, TypeAlias

from lookalike.files.exact_number import exact_number
from lookalike.filters.condition import as_moment

Kind: TypeAlias = Literal[
    "missing", "flag", "yes", "number", "long number", "amount", "date", "local date", "text"
]

FLAGS = {"true": True, "false": False}
_YES = ("yes", "no", "y", "n")
_NOTHING = ("n/a", "na", "n.a.", "#n/a", "#na", "<na>", "nan", "-nan", "null", "none", "nil")
_NOTHING_AT_ALL = ("-", "--", "–", "—")
_WORDS: dict[str, Kind] = {
    **dict.fromkeys(FLAGS, "flag"),
    **dict.fromkeys(_YES, "yes"),
    **dict.fromkeys((*_NOTHING, *_NOTHING_AT_ALL), "missing"),
}
_LONGEST = max(map(len, _WORDS))

_CURRENCY = (
    r"(?:[$€£¥₹₽₩₺₪฿¢]|R\$|(?:EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|RON|AUD|CAD|NZD"
    r"|BRL|MXN|ZAR|TRY|RUB|KRW|SGD|HKD)|[Rr]s\.?|kr\.?|zł|Ft|%)"
)
_SPACE = "[ \u00a0\u202f\u2009]"
_DIGITS = rf"\d{{1,3}}(?:(?:[.,'’]|{_SPACE})\d{{3}})+(?:[.,]\d+)?|\d*[.,]\d+|\d+"
_AMOUNT = re.compile(
    rf"[+-]?(?:{_CURRENCY}{_SPACE}?)?[+-]?(?:{_DIGITS})(?:[.,][-–]+)?(?:{_SPACE}?{_CURRENCY})?"
)
_CODE = re.compile(r"[+-]?0[^.]")
_WHOLE = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.0*)?", re.ASCII)
_MONTH = r"[A-Za-zäéû]{3,9}\.?"
_LOCAL_DATE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|\d{{1,2}}\.?[ -]{_MONTH}[ -,]+\d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})(?:[T ,].*)?"
)


def number(cell: str) -> float:
    """
    Parse a finite number; ValueError for all else, and for codes such as 007 and 1_000.

    Whether a whole number becomes an int is decided by `exact_number`, so that it keeps its digits
    whatever else its column holds. ValueError for whole numbers of more than 64 bits, which can
    only be kept as text.
    """
    if "_" in cell or _CODE.match(cell):
        raise ValueError(cell)
    found = exact_number(cell)
    if not math.isfinite(found) or (isinstance(found, int) and not has_64_bits(found)):
        raise ValueError(cell)
    return found


def flag(cell: str) -> bool:
    """Parse `true` or `false`, ignoring case; ValueError for all else."""
    if (found := FLAGS.get(cell.lower())) is None:
        raise ValueError(cell)
    return found


def has_64_bits(number: int) -> bool:
    """Whether it fits into a signed 64-bit integer, which every store can compare."""
    return -(2**63) <= number < 2**63


def is_missing(cell: str) -> bool:
    """Whether it is a missing-value marker such as N/A, ignoring case."""
    return len(cell) <= _LONGEST and _WORDS.get(cell.lower()) == "missing"


def kind(cell: str) -> Kind:
    """
    Return what the text looks like.

    An `amount` is a number with a currency, thousands separators or a decimal comma. A `long
    number` is a whole number of more than 64 bits. A `date` is one that conditions can compare
    (2024-06-01), a `local date` one that they cannot (01/06/2024).
    """
    if len(cell) <= _LONGEST and (word := _WORDS.get(cell.lower())):
        return word
    first, last = cell[0], cell[-1]
    if first.isalpha() and last.isalpha():  # a quick check that settles most text
        return "text"
    if first in "0123456789+-." and last in "0123456789.":
        if _is_number(cell):
            return "number"
        if _WHOLE.fullmatch(cell):
            return "long number"
    if cell[4:5] == "-" and as_moment(cell):
        return "date"
    if not cell.lstrip("+-").isdecimal() and _AMOUNT.fullmatch(cell):
        return "amount"
    return "local date" if _LOCAL_DATE.fullmatch(cell) else "text"


def _is_number(cell: str) -> bool:
    try:
        number(cell)
    except ValueError:
        return False
    return True


def is_day_number(number: int) -> bool:
    """Whether it is a date written as a number, such as 20240601."""
    if not 19000101 <= number <= 21001231:
        return False
    try:
        date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        return False
    return True
