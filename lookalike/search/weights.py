"""How much each part counts in a collection that was not told."""

from collections.abc import Iterable

# By validation photos of clothes, and of things of kinds that the bundled network never saw
# (docs/benchmarks.md). The classical parts share theirs as they do without a network. Where
# relevant means the same kind of thing, colour could count nothing; but people see colour first,
# and what it costs there is small.
DEFAULT_WEIGHTS = {"learned": 0.8, "colour": 0.04, "texture": 0.03, "shape": 0.13}
OTHER = 0.5  # a part of another name


def default_weights(parts: Iterable[str]) -> dict[str, float]:
    """For these parts, summing to 1."""
    weights = {name: DEFAULT_WEIGHTS.get(name, OTHER) for name in parts}
    total = sum(weights.values())
    return {name: round(weight / total, 6) for name, weight in weights.items()}
