"""Charts in HTML and SVG that scale with the page; knows nothing of evaluations."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from lookalike.evaluation.bootstrap import Estimate

WIDTH, HEIGHT = 480, 120


def number(value: float) -> str:
    """Format with three decimals, without the leading zero."""
    text = f"{value:.3f}"
    return text.removeprefix("0") if 0 <= value < 1 else text.replace("-0.", "-.")


def interval_text(estimate: Estimate) -> str:
    """`.599 to .665`."""
    return f"{number(estimate.low)} to {number(estimate.high)}"


def interval_bar(estimate: Estimate) -> str:
    """Draw a track from 0 to 1 with the interval as a band and the mean as a mark."""
    low, width = 100 * estimate.low, 100 * (estimate.high - estimate.low)
    return (
        f'<span class="bar" role="img" aria-label="{interval_text(estimate)} of 0 to 1">'
        f'<i style="left:{low:.2f}%;width:{width:.2f}%"></i>'
        f'<b style="left:{100 * estimate.mean:.2f}%"></b></span>'
    )


def two_histograms(
    one: NDArray[np.float64], other: NDArray[np.float64], names: tuple[str, str]
) -> str:
    """Draw two histograms over the same bins, as SVG without text that fits any width."""
    top = max(one.max(), other.max(), 1e-9)
    title = escape(f"Histograms: {names[0]} and {names[1]}")
    return (
        f'<svg class="histogram" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'role="img" aria-label="{title}">'
        f'<path class="other" d="{_steps(other / top)}"/>'
        f'<path class="one" d="{_steps(one / top)}"/></svg>'
    )


def _steps(heights: NDArray[np.float64]) -> str:
    """Return a closed outline of bars side by side; heights 0 to 1."""
    step = WIDTH / len(heights)
    tops = [f"V{HEIGHT * (1 - h):.1f}H{step * (i + 1):.1f}" for i, h in enumerate(heights)]
    return f"M0 {HEIGHT}{''.join(tops)}V{HEIGHT}Z"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], kind: str = "") -> str:
    """Return an HTML table; cells are HTML, the first of each row is its head."""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="scroll"><table class="{kind}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
