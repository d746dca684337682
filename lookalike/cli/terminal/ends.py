"""Where results end by relevance, and the line that says so."""

from lookalike.results.hits import Hits
from lookalike.types import Relevance

ALL = "--min-relevance unrelated"


def relevant(hits: Hits) -> Hits:
    """Return the hits that are not unrelated; all if their relevance is not known."""
    kept = hits.those(lambda hit: hit.relevance != "unrelated")
    kept.is_cut = hits.is_cut or len(kept) < len(hits)
    return kept


def said_at_the_end(hits: Hits, least: Relevance | None) -> str:
    """Return the line after the hits of a search with this `min_relevance`; or nothing."""
    if hits.best is None:
        return ""
    best = f"the best is {hits.best.relevance}, score {hits.best.score:.2f}"
    if not hits and hits.is_nothing_like_this:
        return f"Nothing like this here ({best}); {ALL} shows all"
    if not hits and hits.is_cut:
        return f"Nothing here is {least} ({best})"
    if hits.is_cut:
        return f"Results end here: the others are {'unrelated' if least is None else _less(least)}"
    return ""


def _less(least: Relevance) -> str:
    return "unrelated" if least == "related" else f"less than {least}"
