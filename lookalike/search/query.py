"""A query: examples, condition, weights and number of hits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, cast, get_args

import numpy as np

from lookalike.errors import NotCalibrated, QueryError
from lookalike.files.passwords import without_passwords
from lookalike.filters.condition import Condition
from lookalike.images.crop import Crop, as_crop
from lookalike.search.example import (
    ColourExample,
    Example,
    bare_id,
    examples,
    is_several,
    lasting,
    parse_example,
)
from lookalike.search.levels import checked_level
from lookalike.types import Relevance, Weights

MAX_LIMIT = 10_000
MAX_EXCLUDED = 1000

Copies: TypeAlias = Literal["all", "once"]
WHOLE = Crop(0, 0, 1, 1)


@dataclass(frozen=True, repr=False)
class Query:
    """
    Find images similar to `like` and dissimilar to `unlike`, among items that match `where`.

    Open files are read when the query is made, so that it can be reused; it then holds their bytes,
    and the pixels of Pillow images.
    """

    like: Example | Sequence[Example]
    """One example or several, which are combined."""
    unlike: Example | Sequence[Example] = ()
    where: str | Condition | None = None
    """A condition on attributes: text as in `filters/read.py`, or a value."""
    weights: Weights | None = None
    """Weight of each part, on any scale; None for the collection's defaults."""
    limit: int = 10
    offset: int = 0
    """Number of best hits to skip, for the next pages."""
    crop: Crop | str | None = None
    """
    Region of the first `like` to search by: `x,y,w,h`, all in pixels or all as fractions up to 1.
    """
    copies: Copies = "all"
    """`once` leaves out an item that is the same picture as a better hit."""
    group_by: str | None = None
    """An attribute: of the items that share a value of it, only the best is a hit."""
    diverse: float = 0.0
    """How much unlike each other the first hits are to be, 0 to 1; 0 goes by the score alone."""
    exclude: str | Sequence[str] = ()
    """Ids of items that are not to be found, with or without `id:`; kept as a tuple without it."""

    min_relevance: Relevance | None = None
    """Leave out hits that are less relevant: `same`, `similar`, `related`; for whole pictures."""

    @property
    def chooses(self) -> bool:
        """Whether hits are chosen from the ranking, instead of being its first."""
        return self.copies == "once" or self.group_by is not None or self.diverse > 0

    @property
    def is_whole(self) -> bool:
        """Whether it is of whole pictures alone, so that its scores can be judged."""
        crop = as_crop(self.crop)
        is_region = crop is not None and crop != WHOLE
        parsed = map(parse_example, examples(self.like))
        is_other = any(isinstance(one, ColourExample) for one in parsed)
        return not (is_region or is_other or examples(self.unlike))

    def __repr__(self) -> str:
        """Show sizes of bytes and pixels for their content, no password, and no defaults."""
        like, unlike = (_shown(given) for given in (self.like, self.unlike))
        others = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in ("like", "unlike") and getattr(self, field.name) != field.default
        }
        said = [like, *([f"unlike={unlike}"] if examples(self.unlike) else [])]
        said += [f"{name}={value!r}" for name, value in others.items()]
        return without_passwords(f"Query({', '.join(said)})")

    def __post_init__(self) -> None:
        for name, given in (("like", self.like), ("unlike", self.unlike)):
            kept = [*map(lasting, given)] if is_several(given) else lasting(cast("Example", given))
            object.__setattr__(self, name, kept)
        if not 1 <= self.limit <= MAX_LIMIT:
            raise QueryError(f"limit must be 1 to {MAX_LIMIT:,}, not {self.limit}")
        if not 0 <= self.offset <= MAX_LIMIT - self.limit:
            raise QueryError(
                f"offset must be 0 or more and end, with the limit, at {MAX_LIMIT:,}; "
                f"not {self.offset}"
            )
        if not examples(self.like):
            raise QueryError("a search needs at least one image to be like")
        first = parse_example(examples(self.like)[0]) if self.crop is not None else None
        if isinstance(first, ColourExample):
            raise QueryError("a colour has no region to search by; name the image to crop first")
        if (self.copies, self.group_by, self.diverse) != ("all", None, 0):
            _check_choice(self.copies, self.group_by, self.diverse)
        if self.exclude != ():
            object.__setattr__(self, "exclude", _ids(self.exclude))
        if self.min_relevance is not None and not self._is_judged():
            raise NotCalibrated(
                "min_relevance is known for whole pictures only; leave it out, or the region, the "
                "colours and what is unlike"
            )

    def _is_judged(self) -> bool:
        return checked_level(self.min_relevance) == "unrelated" or self.is_whole


def _check_choice(copies: object, group_by: object, diverse: object) -> None:
    if copies not in get_args(Copies):
        raise QueryError(f"copies must be 'all' or 'once', not {copies!r}")
    if group_by is not None and not (isinstance(group_by, str) and group_by):
        raise QueryError(f"group_by must be the name of an attribute, not {group_by!r}")
    if isinstance(diverse, bool) or not (isinstance(diverse, int | float) and 0 <= diverse <= 1):
        raise QueryError(f"diverse must be a number from 0 to 1, not {diverse!r}")


def _ids(given: object) -> tuple[str, ...]:
    asked = [given] if isinstance(given, str) or not isinstance(given, Iterable) else [*given]
    ids = dict[str, None]()
    for one in asked:
        if not (isinstance(one, str) and bare_id(one)):
            raise QueryError(f"exclude takes ids of items, as id:ID, not {one!r}")
        ids[bare_id(one)] = None
    if len(ids) > MAX_EXCLUDED:
        raise QueryError(
            f"a search excludes at most {MAX_EXCLUDED:,} ids, not {len(ids):,}; "
            "exclude more by a condition"
        )
    return tuple(ids)


def _shown(given: Example | Sequence[Example]) -> str:
    if is_several(given):
        return f"[{', '.join(map(_shown, given))}]"
    if isinstance(given, bytes):
        return f"<{len(given):,} bytes>"
    if isinstance(given, np.ndarray):
        return f"<pixels {given.shape[1]} x {given.shape[0]}>"
    return repr(given)


def as_query(given: Query | Example) -> Query:
    """Return the query, or a query for the example."""
    return given if isinstance(given, Query) else Query(given)
