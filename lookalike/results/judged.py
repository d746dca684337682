"""Give hits their relevance, and cut the list where it falls below the level asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lookalike.results.hits import Best, Hits
from lookalike.search.query import Query
from lookalike.types import Hit

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.relevance.calibration import Judgement
    from lookalike.stores.kept_images import KeptImages

EVERY = float("-inf")


def first_page(
    ranked: Sequence[Hit],
    asked: Query,
    judgement: "Judgement | None",
    images: "KeptImages | None",
) -> Hits:
    """
    Return the page of a query from a ranking that includes the best hit and the end of the page.
    """
    least = least_score(asked, judgement)
    kept = [hit for hit in ranked[asked.offset : asked.offset + asked.limit] if hit.score >= least]
    is_cut = len(kept) < asked.limit and any(hit.score < least for hit in ranked)
    return judged(kept, judgement, is_cut, images)


def judged(
    page: Sequence[Hit],
    judgement: "Judgement | None",
    is_cut: bool,
    images: "KeptImages | None",
) -> Hits:
    """Return the hits of a page with their relevance."""
    if judgement is None:
        return Hits(page, images=images)
    hits = Hits((with_relevance(hit, judgement) for hit in page), images=images)
    hits.best = Best(judgement.best, judgement.level(judgement.best))
    hits.is_cut = is_cut
    return hits


def least_score(asked: Query, judgement: "Judgement | None") -> float:
    """Return the least score that is as relevant as the query asks for."""
    if judgement is None or asked.min_relevance is None:
        return EVERY
    return judgement.least(asked.min_relevance)


def score_of(first: Sequence[Hit]) -> float | None:
    """Return the score of the first hit; None if there is none."""
    return first[0].score if first else None


def with_relevance(hit: Hit, judgement: "Judgement") -> Hit:
    """Return the hit, and the hits beneath it, with their relevance."""
    beneath = hit.beneath and tuple(with_relevance(one, judgement) for one in hit.beneath)
    level = judgement.level(hit.score)
    return Hit(hit.item, hit.score, hit.parts, beneath, hit.beneath_count, level)
