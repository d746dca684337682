"""What a cell's text says: a number, a flag, a date, nothing, or what only a person reads so."""

import math
import re
from datetime import date
from typing import Literal, TypeAlias

from lookalike.filters.condition import as_moment

Kind: TypeAlias = Literal[
    "missing", "flag", "yes", "number", "amount", "date", "local date", "text"
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
_MONTH = r"[A-Za-zäéû]{3,9}\.?"
_LOCAL_DATE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|\d{{1,2}}\.?[ -]{_MONTH}[ -,]+\d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})(?:[T ,].*)?"
)


def whole(cell: str) -> int:
    """A whole number of 64 bits; ValueError for all else, and for codes such as 007 and 1_000."""
    number = int(cell)
    if cell != str(number) or not has_64_bits(number):
        raise ValueError(cell)
    return number


def decimal(cell: str) -> float:
    """
    A finite number; ValueError for all else, and for codes such as 007 and 1_000.

    A whole number that a float would change stays whole, if it is one of 64 bits.
    """
    number = float(cell)
    if not math.isfinite(number) or "_" in cell or (cell.lstrip("+-0") == "" and len(cell) > 2):
        raise ValueError(cell)
    if len(cell) > 1 and cell[0] == "0" and cell[1] != ".":
        raise ValueError(cell)
    if cell.lstrip("+-").isdecimal() and int(number) != int(cell):  # over 2^53 it may change
        return whole(cell)
    return number


def flag(cell: str) -> bool:
    """`true` or `false`, in any case of letters; ValueError for all else."""
    if (found := FLAGS.get(cell.lower())) is None:
        raise ValueError(cell)
    return found


def has_64_bits(number: int) -> bool:
    """Can every store count with it?"""
    return -(2**63) <= number < 2**63


def is_missing(cell: str) -> bool:
    """Is it a word for nothing, such as N/A, in any case of letters?"""
    return len(cell) <= _LONGEST and _WORDS.get(cell.lower()) == "missing"


def kind(cell: str) -> Kind:
    """
    What it says.

    An `amount` is a number but for a currency, separated thousands or a decimal comma; a `date` one
    that conditions compare (2024-06-01), a `local date` one that they do not (01/06/2024).
    """
    if len(cell) <= _LONGEST and (word := _WORDS.get(cell.lower())):
        return word
    first, last = cell[0], cell[-1]
    if first.isalpha() and last.isalpha():  # a quick look, with which most text ends
        return "text"
    if first in "0123456789+-." and last in "0123456789." and _is_decimal(cell):
        return "number"
    if cell[4:5] == "-" and as_moment(cell):
        return "date"
    if not cell.isdecimal() and _AMOUNT.fullmatch(cell):
        return "amount"
    return "local date" if _LOCAL_DATE.fullmatch(cell) else "text"


def _is_decimal(cell: str) -> bool:
    try:
        decimal(cell)
    except ValueError:
        return False
    return True


def is_day_number(number: int) -> bool:
    """Is it a date written as a number, such as 20240601?"""
    if not 19000101 <= number <= 21001231:
        return False
    try:
        date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        return False
    return True
