"""Charts of a training: learning curves, and the embedding before and after."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.extras import need
from lookalike.training.loop.history import Epoch
from lookalike.types import Vectors

SHOWN = 1000  # most points of a map: more take long and overlap
CLASSES = 20  # most classes with a colour; others are grey
BLUE, ORANGE, GREY = "#2563eb", "#ea7317", "#c3c8d0"


def draw_curves(history: Sequence[Epoch], path: Path) -> None:
    """Draw the loss and the validation metric over the minutes."""
    figure, (left, right) = _axes(1, 2, (10, 4))
    minutes = [epoch.seconds / 60 for epoch in history]
    left.plot(minutes, [epoch.loss for epoch in history], color=ORANGE)
    left.set_ylabel("loss")
    right.plot(minutes, [epoch.measured[1] for epoch in history], color=BLUE)
    right.set_ylabel(f"{history[0].measured[0]} on validation")
    right.set_ylim(0, 1)
    for axis in (left, right):
        axis.set_xlabel("minutes of training")
        axis.grid(color="#eceff3")
    _save(figure, path)


def draw_before_after(
    before: Vectors, after: Vectors, labels: NDArray[np.str_], path: Path
) -> None:
    """Draw t-SNE (van der Maaten & Hinton, 2008) maps of (n, dim), before and after."""
    chosen = np.random.default_rng(0).permutation(len(labels))[:SHOWN]
    figure, axes = _axes(1, 2, (12, 6.4))
    named, counts = np.unique(labels[chosen], return_counts=True)
    named = named[np.argsort(-counts, kind="stable")][:CLASSES]
    for axis, vectors, title in zip(axes, (before, after), ("before", "after"), strict=True):
        _draw_map(axis, _map(vectors[chosen]), labels[chosen], named)
        axis.set_title(f"{title} training", loc="left", fontsize=11)
    handles, texts = axes[0].get_legend_handles_labels()
    figure.legend(handles, texts, loc="lower center", ncols=min(10, len(texts)), frameon=False)
    figure.subplots_adjust(bottom=0.14)
    _save(figure, path)


def _map(vectors: Vectors) -> NDArray[np.float32]:
    manifold = need("sklearn.manifold", extra="train")
    perplexity = min(30, max(2, len(vectors) // 4))
    places: NDArray[np.float32] = manifold.TSNE(
        perplexity=perplexity, init="pca", random_state=0
    ).fit_transform(vectors)
    return places


def _draw_map(
    axis: Any, places: NDArray[np.float32], labels: NDArray[np.str_], named: NDArray[np.str_]
) -> None:
    others = ~np.isin(labels, named)
    axis.scatter(*places[others].T, s=8, color=GREY, linewidths=0)
    colours = need("matplotlib", extra="train").colormaps["tab20"]
    for number, name in enumerate(named):
        axis.scatter(
            *places[labels == name].T, s=11, color=colours(number), label=name, linewidths=0
        )
    axis.set_xticks([])
    axis.set_yticks([])
    axis.spines[:].set_color("#d5dae1")


def _axes(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, Any]:
    need("matplotlib", extra="train").use("Agg")
    pyplot = need("matplotlib.pyplot", extra="train")
    return pyplot.subplots(rows, columns, figsize=size, layout=None)  # type: ignore[no-any-return]


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=120, bbox_inches="tight", facecolor="white")
    need("matplotlib.pyplot", extra="train").close(figure)
