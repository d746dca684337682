"""Chart of compared runs as SVG: mean and confidence interval of each."""

from collections.abc import Sequence
from html import escape

import numpy as np

from lookalike.evaluation.compare import EvaluatedRun
from lookalike.evaluation.page.charts import interval_text, number

SHOWN = ("precision@5", "hit@1", "map", "map@r", "ndcg@10", "triplet_success")
PEN = ("#2f62e0", "#d97a1d", "#16915a", "#9a4fd0", "#d2435a", "#1b93b5", "#a3861a", "#6b7482")
WIDTH, LEFT, RIGHT = 860, 210, 150  # the plot is between the names and the figures
LINE, GAP, TOP = 22, 34, 16
STYLE = """
text { font: 13px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  fill: #1b212c } .soft { fill: #5d6675 } .metric { font-weight: 600 }
.page { fill: #fff } .rule { stroke: #e2e6ec }
@media (prefers-color-scheme: dark) { text { fill: #e7ebf2 } .soft { fill: #9aa5b6 }
  .page { fill: #181d25 } .rule { stroke: #2a313d } }
"""


def comparison_svg(runs: Sequence[EvaluatedRun]) -> str:
    """Draw a group for each metric with a line for each run, on a common axis."""
    low, high = _range(runs)
    block = GAP + LINE * len(runs)
    height = TOP + block * len(SHOWN) + 36
    groups = "".join(
        _group(runs, metric, TOP + block * i, (low, high)) for i, metric in enumerate(SHOWN)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'width="{WIDTH}" height="{height}"><title>Metrics with their 95 % intervals</title>'
        f'<style>{STYLE}</style><rect class="page" width="{WIDTH}" height="{height}" rx="14"/>'
        f"{_axis(low, high, height)}{groups}</svg>\n"
    )


def _range(runs: Sequence[EvaluatedRun]) -> tuple[float, float]:
    """Return the range of all intervals, rounded outwards to tenths."""
    shown = [run.metrics[name] for run in runs for name in SHOWN]
    low = np.floor(10 * min(estimate.low for estimate in shown)) / 10
    high = np.ceil(10 * max(estimate.high for estimate in shown)) / 10
    return float(low), float(max(high, low + 0.1))


def _x(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low)


def _axis(low: float, high: float, height: float) -> str:
    ticks = np.linspace(low, high, round(10 * (high - low)) + 1)
    return "".join(
        f'<path class="rule" d="M{_x(tick, (low, high)):.1f} {TOP}V{height - 30}"/>'
        f'<text class="soft" x="{_x(tick, (low, high)):.1f}" y="{height - 12}" '
        f'text-anchor="middle">{tick:.1f}</text>'
        for tick in ticks.tolist()
    )


def _group(runs: Sequence[EvaluatedRun], metric: str, top: float, ends: tuple[float, float]) -> str:
    title = f'<text class="metric" x="20" y="{top + 20}">{escape(metric)}</text>'
    lines = (_line(run, metric, top + GAP + LINE * i, ends, i) for i, run in enumerate(runs))
    return title + "".join(lines)


def _line(run: EvaluatedRun, metric: str, top: float, ends: tuple[float, float], place: int) -> str:
    found, colour, middle = run.metrics[metric], PEN[place % len(PEN)], top + LINE / 2 - 4
    name = run.name if len(run.name) <= 26 else f"…{run.name[-25:]}"
    return (
        f'<text x="20" y="{top + LINE / 2}">{escape(name)}</text>'
        f'<path d="M{_x(found.low, ends):.1f} {middle}H{_x(found.high, ends):.1f}" '
        f'stroke="{colour}" stroke-width="4" stroke-opacity=".45" stroke-linecap="round"/>'
        f'<circle cx="{_x(found.mean, ends):.1f}" cy="{middle}" r="5" fill="{colour}"/>'
        f'<text x="{WIDTH - RIGHT + 14}" y="{top + LINE / 2}">{number(found.mean)}'
        f'<tspan class="soft" dx="6">{interval_text(found)}</tspan></text>'
    )
