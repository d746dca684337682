"""Print hits: rank, score, contribution of each part, id and file."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from lookalike.cli.terminal.show import console, label, plain, print_lines, printable
from lookalike.types import Hit

COLOURS = {"learned": "blue", "colour": "magenta", "texture": "green", "shape": "yellow"}
OTHERS = ("cyan", "red", "white")
BAR = 16  # characters of the bar
FIGURE = 6  # characters of -0.123
WORD = 9  # characters of `unrelated`


def print_hits(hits: Sequence[Hit]) -> None:
    """Print hits, best first; a terminal with colours also gets a bar of the parts."""
    if not hits:
        console.print("Nothing found.")
        return
    names, rank = list(hits[0].parts), len(str(len(hits)))
    console.print(_heading(names, rank, hits[0].relevance is not None), soft_wrap=True)
    print_lines([line for place, hit in enumerate(hits, 1) for line in _lines(hit, place, rank)])


def _lines(hit: Hit, place: int, rank: int) -> Iterator[tuple[Text, Text]]:
    """Yield the line of a hit, and those of what lies beneath it."""
    yield _figures(hit, str(place), rank), plain(label(hit.item))
    if hit.reason is not None:
        yield Text(f"{'':>{rank}}  {printable(hit.reason.text)}", "dim"), Text()
    for below in hit.beneath:
        line = _figures(below, "+", rank)
        line.stylize("dim")
        yield line, plain(label(below.item), "dim")
    if more := hit.beneath_count - len(hit.beneath):
        yield Text(f"{'+':>{rank}}  and {more:,} more", "dim"), Text()


def _heading(names: Sequence[str], rank: int, is_judged: bool) -> Text:
    parts = [(f"  {name:>{FIGURE}}", part_style(names, name)) for name in names]
    bar = " " * (BAR + 2) if _has_bar() else ""
    level = (f"  {'':{WORD}}", "dim") if is_judged else ""
    return Text.assemble(" " * rank, ("   score", "dim"), level, *parts, bar, ("  id", "dim"))


def _figures(hit: Hit, place: str, rank: int) -> Text:
    line = Text.assemble((f"{place:>{rank}}", "dim"), f"  {hit.score:>6.3f}")
    if hit.relevance is not None:
        line.append(f"  {hit.relevance:{WORD}}")
    for name, value in hit.parts.items():
        line.append(f"  {value:>{max(FIGURE, len(name))}.3f}")
    if _has_bar():
        line.append("  ").append(shares(hit.parts))
    return line.append(f"  {hit.item.id}", "dim")


def _has_bar() -> bool:
    return console.color_system is not None and not console.no_color


def shares(parts: Mapping[str, float]) -> Text:
    """Draw each part's share of the score as a bar; parts below zero are left out."""
    total = sum(max(0.0, value) for value in parts.values())
    bar, sum_so_far, drawn = Text(), 0.0, 0
    for name, value in parts.items():
        sum_so_far += max(0.0, value)
        end = round(BAR * sum_so_far / total) if total else 0
        bar.append("█" * (end - drawn), style=part_style(list(parts), name))
        drawn = end
    bar.append(" " * (BAR - drawn))
    return bar


def part_style(names: Sequence[str], name: str) -> str:
    """Return the colour of a part's bar."""
    return COLOURS.get(name) or OTHERS[list(names).index(name) % len(OTHERS)]
