"""Answer a query from a store: the ranking, or what copies, groups and variety leave of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.filters.condition import Condition
from lookalike.judging import Judging
from lookalike.results.hits import Hits
from lookalike.results.judged import first_page, judged, least_score, score_of
from lookalike.search.best import best
from lookalike.search.blend import Parts
from lookalike.search.depth import depth
from lookalike.search.example import examples, item_ids
from lookalike.search.explain import hits_of
from lookalike.search.query import Query
from lookalike.stores.base import Record, Store
from lookalike.types import Hit, Vectors


@dataclass(frozen=True)
class Question:
    """A query, and the data that it searches."""

    store: Store
    parts: Parts
    query: Query
    vector: Vectors
    """(dim,): the query's examples and weights as one vector."""
    where: Condition | None

    @property
    def left_out(self) -> set[str]:
        """Ids of items that are left out."""
        asked = self.query
        return {*item_ids([*examples(asked.like), *examples(asked.unlike)]), *asked.exclude}


def answer(question: Question, judging: Judging) -> Hits:
    """Return the page of hits that the query asks for."""
    if question.query.chooses:
        return _chosen(question, judging)
    asked, vector = question.query, question.vector
    found = ranked(question, asked.offset + asked.limit)
    judgement = judging.judgement(asked, vector, lambda: score_of(found[:1]))
    return first_page(found, asked, judgement, question.store.images)


def ranked(question: Question, end: int) -> list[Hit]:
    """Return the first `end` hits of the ranking, and perhaps more after them."""
    store, parts, vector = question.store, question.parts, question.vector
    deep = depth(parts, vector)

    def find(count: int) -> list[Hit]:
        return as_hits(parts, vector, store.nearest(vector, count, question.where, deep))

    return best(end, question.left_out, find)


def as_hits(parts: Parts, vector: Vectors, records: Sequence[Record]) -> list[Hit]:
    """Return records as hits of a query's vector, in the same order."""
    return hits_of(parts, vector, [(record.item, record.vector) for record in records])


def remarks_on_choice(store: Store, asked: Query) -> list[str]:
    """Return remarks on likely mistakes in `group_by` and `exclude`."""
    if asked.group_by is None and not asked.exclude:
        return []
    # 2 ms, needed by few searches; likewise below
    from lookalike.shortlist import remarks

    return remarks.remarks_on_choice(store, asked)


def _chosen(question: Question, judging: Judging) -> Hits:
    from lookalike.shortlist.choose import choose
    from lookalike.shortlist.ranking import Ranking

    store, asked, vector = question.store, question.query, question.vector
    left_out = frozenset(question.left_out)
    ranking = Ranking(store, question.parts, vector, question.where, left_out)

    def best_score() -> float | None:
        return score_of([one.hit for one in ranking.first(1)])

    judgement = judging.judgement(asked, vector, best_score)
    page, is_cut = choose(ranking, asked, least_score(asked, judgement))
    return judged(page, judgement, is_cut, store.images)
