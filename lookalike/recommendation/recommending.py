"""The method of a collection that recommends, and what it remembers between calls."""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from lookalike.results.hits import Hits
from lookalike.types import Vectors, Weights

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.example_vectors import ExampleVectors
    from lookalike.filters.condition import Condition
    from lookalike.recommendation.background import Background
    from lookalike.recommendation.query import RecommendQuery
    from lookalike.stores.base import Store

T = TypeVar("T")
SPARING = 100  # times as long as reading took, what was read is used
WEIGHTINGS = 8  # choices of weights whose comparison of the sample is kept


class Remembered(Generic[T]):
    """A value that is read again after a hundred times as long as reading it took."""

    def __init__(self) -> None:
        self._value: tuple[float, T] | None = None

    def get(self, read: Callable[[], T]) -> T:
        """Return the value; `read` is called if there is none, or it is old."""
        began, held = monotonic(), self._value
        if held is not None and began < held[0]:
            return held[1]
        value = read()
        ended = monotonic()
        self._value = ended + SPARING * (ended - began), value
        return value


class Usual:
    """What recommendations from one collection have in common, read sparingly."""

    def __init__(self) -> None:
        self._rows = Remembered[Vectors]()
        self._popular = Remembered[Sequence[str]]()
        self._compared: dict[tuple[tuple[str, float], ...], Background] = {}

    def background(
        self, store: "Store", parts: Mapping[str, slice], weights: Weights
    ) -> "Background":
        """Return what is usual by these weights."""
        from lookalike.recommendation.background import Background, sampled

        rows, key = self._rows.get(lambda: sampled(store, store.dim)), (*weights.items(),)
        known = self._compared.get(key)
        if known is None or known.rows is not rows:
            if len(self._compared) >= WEIGHTINGS:
                self._compared = {}
            known = self._compared[key] = Background(rows, parts, weights)
        return known

    def popular(self, store: "Store") -> Sequence[str]:
        """Return the ids of the most popular items, first."""
        from lookalike.recommendation.popular import most_popular

        return self._popular.get(lambda: most_popular(store))


class Recommending:
    """A method of a local collection; a served one has the same."""

    _usual: Usual

    if TYPE_CHECKING:
        parts: dict[str, slice]
        on_remark: Callable[[str], None]
        _examples: ExampleVectors

        @property
        def store(self) -> Store:
            """Where the items and the events are kept."""

        @property
        def weights(self) -> Weights:
            """Weight of each part in queries that give no weights."""

        def condition(self, where: str | Condition | None) -> Condition | None:
            """Parse a condition, and issue remarks on it."""

    def recommend(self, query: "RecommendQuery") -> Hits:
        """
        Return items for a person, a basket or a picture, each with its `reason`.

        Several interests are not averaged: each has its share of the hits, by weight, and a hit's
        score says how well it fits its own interest. Pages are slices of one list.
        """
        from lookalike.answer import remarks_on_choice
        from lookalike.recommendation.recommend import Basis, recommend
        from lookalike.search.blend import normalise

        store, given = self.store, query.weights
        weights = normalise(self.parts, self.weights if given is None else given)
        for remark in remarks_on_choice(store, query.query):
            self.on_remark(remark)
        basis = Basis(
            store,
            self.parts,
            self._usual.background(store, self.parts, weights),
            self._examples.vector,
            lambda: self._usual.popular(store),
            self.condition(query.where),
        )
        return recommend(basis, query)
