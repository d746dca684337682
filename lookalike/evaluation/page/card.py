"""The card of an evaluation in a notebook: metrics with intervals, and some queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from lookalike.evaluation.bootstrap import Estimate
from lookalike.evaluation.page.charts import interval_bar, interval_text, number
from lookalike.notebook.block import block, frame
from lookalike.notebook.thumbnails import Thumbnail, thumbnails


@dataclass(frozen=True)
class Neighbour:
    """An image beside a query, nearest first."""

    source: str
    label: str
    is_right: bool


@dataclass(frozen=True)
class Asked:
    """A query to show."""

    source: str
    label: str
    precision: float
    """At 5."""
    nearest: Sequence[Neighbour]


def card(
    title: str,
    sentences: Sequence[str],
    metrics: Mapping[str, Estimate],
    queries: Sequence[Asked] = (),
) -> str:
    """Return self-contained HTML; it shows pictures of files on this machine."""
    said = "".join(f'<div class="soft">{escape(sentence)}</div>' for sentence in sentences)
    numbers = "".join(_number(name, found) for name, found in metrics.items())
    sources = [[asked.source, *(one.source for one in asked.nearest)] for asked in queries]
    pictures = thumbnails(chain.from_iterable(sources))
    rows = "".join(_row(asked, pictures) for asked in queries)
    return block(title, [said, f'<div class="metrics">{numbers}</div>', rows])


def one_line(metrics: Mapping[str, Estimate]) -> str:
    """`precision@5 .612 (.583 to .640), hit@1 ...`."""
    return ", ".join(f"{n} {number(e.mean)} ({interval_text(e)})" for n, e in metrics.items())


def _number(name: str, found: Estimate) -> str:
    return (
        f'<div><span class="soft">{escape(name)}</span><strong>{number(found.mean)}</strong>'
        f'{interval_bar(found)}<span class="soft">{interval_text(found)}</span></div>'
    )


def _row(asked: Asked, pictures: Mapping[str, Thumbnail]) -> str:
    found = "".join(
        f'<figure class="{"good" if one.is_right else "bad"}" title="{escape(one.source)}">'
        f"{frame(pictures[one.source], one.label)}"
        f"<figcaption>{'✓' if one.is_right else '✗'} {escape(one.label)}</figcaption></figure>"
        for one in asked.nearest
    )
    return (
        f'<div class="row"><figure title="{escape(asked.source)}">'
        f"{frame(pictures[asked.source], asked.label)}<figcaption>{escape(asked.label)}, "
        f"precision@5 {number(asked.precision)}</figcaption></figure>"
        f'<div class="tiles">{found}</div></div>'
    )
