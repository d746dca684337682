"""Parse conditions on attributes from text.

    category = 'shoes' and (price < 50 or colours not in ('red', 'pink')) and taken_at >= '2024-06'

`=`, `!=`, `<`, `<=`, `>`, `>=`, `in (...)`, `not in (...)`, `contains '...'` (text within text),
`is missing`, `is not missing`; joined by `and`, `or`, `not` and parentheses. A name
with spaces is written in double quotes: `"unit price" < 50`. A list matches if any of its members
does. A missing attribute matches only `is missing`, `!=`, `not in` and `not`. Dates (ISO 8601) can
be compared by `<` and `>`; without a time zone, they are in UTC.
"""

import math
import re
from dataclasses import dataclass

from lookalike.errors import FilterError
from lookalike.files.exact_number import below_fraction, exact_number
from lookalike.files.passwords import excerpt
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

MAX_LENGTH = 10_000  # characters without lists of values
MAX_WHOLE = 1_000_000  # characters with them: about 50,000 values
SHOWN = 500  # characters of the condition in an error, around the position
MAX_DEPTH = 50  # nested parentheses and nots; the parser is recursive

_OPERATORS = {
    "<=": "<=", ">=": ">=", "!=": "!=", "<>": "!=", "==": "=", "=": "=",
    "<": "<", ">": ">", "contains": "contains",
}  # fmt: skip
_RESERVED = {"and", "or", "not", "in", "is", "contains", "missing", "null", "true", "false"}
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    | '(?P<text>(?:[^']|'')*)'
    | "(?P<quoted>(?:[^"]|"")*)"
    | (?P<operator><=|>=|!=|<>|==|=|<|>|\(|\)|,)
    | (?P<word>[^\W\d][\w.\-]*)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_filter(text: str) -> Condition:
    """Parse a condition; FilterError points at the first invalid character."""
    if len(text) > MAX_WHOLE:
        raise FilterError(f"the condition has {len(text):,} characters; the limit is {MAX_WHOLE:,}")
    return _Parser(text).parse()


def _tokens(text: str) -> list[_Token]:
    tokens, at, end = [], 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            problem = f"cannot read {excerpt(text, start, start + 12)!r}"
            raise FilterError(_pointed(text, start, problem))
        tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        at = found.end()
    return [*tokens, _Token("end", "", len(text))]


def _pointed(text: str, at: int, problem: str) -> str:
    start = max(0, at - SHOWN // 2) if len(text) > SHOWN else 0
    shown = excerpt(text, start, start + SHOWN)
    before, after = "..." * (start > 0), "..." * (start + SHOWN < len(text))
    return f"{problem} at character {at + 1} of the condition: {before}{shown}{after}"


class _Parser:
    """Recursive descent: or < and < not < one comparison."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at, self.depth = text, _tokens(text), 0, 0
        self.listed = 0  # characters within lists of values

    def parse(self) -> Condition:
        condition = self._any()
        if self._peek().kind != "end":
            raise self._error("expected 'and', 'or' or the end")
        return condition

    def _any(self) -> Condition:
        conditions = [self._all()]
        while self._takes("or"):
            conditions.append(self._all())
        return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))

    def _all(self) -> Condition:
        conditions = [self._one()]
        while self._takes("and"):
            conditions.append(self._one())
        return conditions[0] if len(conditions) == 1 else All(tuple(conditions))

    def _one(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FilterError(f"the condition is nested more than {MAX_DEPTH} deep; simplify it")
        if self._peek().at - self.listed > MAX_LENGTH:
            raise FilterError(
                f"the condition is too long: at most {MAX_LENGTH:,} characters, without lists of "
                "values; write `a in (1, 2)` for `a = 1 or a = 2`"
            )
        try:
            if self._takes("not"):
                return Not(self._one())
            if self._takes("("):
                condition = self._any()
                self._expect(")")
                return condition
            return self._comparison()
        finally:
            self.depth -= 1

    def _comparison(self) -> Condition:
        name = self._name()
        if self._takes("is"):
            return self._missing(name)
        if self._takes("not"):
            self._expect("in")
            return Not(OneOf(name, self._values()))
        if self._takes("in"):
            return OneOf(name, self._values())
        return self._operation(name)

    def _operation(self, name: str) -> Condition:
        operator = next((o for spelling, o in _OPERATORS.items() if self._takes(spelling)), None)
        if operator is None:
            raise self._error("expected = != < <= > >= in, contains or is missing")
        at, below, value = self._peek().at, self._below_fraction(), self._value()
        self._check(operator, value, at)
        if below is not None:
            return _beside_wholes(name, operator, below)
        if operator == "!=":
            return Not(Compare(name, "=", value))
        return Compare(name, operator, value)

    def _check(self, operator: str, value: Scalar, at: int) -> None:
        if operator == "contains" and not isinstance(value, str):
            raise FilterError(_pointed(self.text, at, "contains takes text in single quotes"))
        if operator[0] in "<>":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number and as_moment(value) is None:
                problem = f"{operator} takes a number or a date like '2024-06-01'"
                raise FilterError(_pointed(self.text, at, problem))

    def _missing(self, name: str) -> Condition:
        negated = self._takes("not")
        if not (self._takes("missing") or self._takes("null")):
            raise self._error("expected 'missing'")
        return Not(Missing(name)) if negated else Missing(name)

    def _values(self) -> tuple[Scalar, ...]:
        begin = self._peek().at
        self._expect("(")
        values = self._listed_value()
        while self._takes(","):
            values += self._listed_value()
        self.listed += self._peek().at - begin
        self._expect(")")
        return tuple(values)

    def _listed_value(self) -> list[Scalar]:
        """Return the value, unless it is one that nothing is."""
        below, value = self._below_fraction(), self._value()
        return [value] if below is None else []

    def _below_fraction(self) -> int | None:
        token = self._peek()
        return below_fraction(token.text) if token.kind == "number" else None

    def _name(self) -> str:
        token = self._next()
        if token.kind == "quoted":
            return token.text.replace('""', '"')
        if token.kind == "word" and token.text.lower() not in _RESERVED:
            return token.text
        self.at -= 1
        before = self.tokens[self.at - 1]  # the last token is the end, if there is none before
        word = before if token.kind == "operator" and before.kind == "word" else token
        if word.kind == "word":
            raise self._error(
                f"expected the name of an attribute; {word.text!r} is a word of conditions, and as "
                f'a name it is written in double quotes: "{word.text}",'
            )
        raise self._error("expected the name of an attribute")

    def _value(self) -> Scalar:
        token = self._next()
        if token.kind == "number":
            number = exact_number(token.text)
            if number in (math.inf, -math.inf):
                raise FilterError(_pointed(self.text, token.at, "the number is too large"))
            return number
        if token.kind == "text":
            return token.text.replace("''", "'")
        if token.kind == "word" and token.text.lower() in ("true", "false"):
            return token.text.lower() == "true"
        self.at -= 1
        raise self._error("expected a number, true, false, or text in single quotes")

    def _peek(self) -> _Token:
        return self.tokens[self.at]

    def _next(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _takes(self, text: str) -> bool:
        token = self._peek()
        if token.kind in ("word", "operator") and token.text.lower() == text:
            self.at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise self._error(f"expected {text!r}")

    def _error(self, problem: str) -> FilterError:
        return FilterError(_pointed(self.text, self._peek().at, problem))


def _beside_wholes(name: str, operator: str, below: int) -> Condition:
    """Compare with a number between `below` and the next: all values there are whole numbers."""
    if operator in ("=", "!="):
        nothing = OneOf(name, ())
        return Not(nothing) if operator == "!=" else nothing
    if operator[0] == "<":
        return Compare(name, "<=", below)
    return Compare(name, ">=", below + 1)
