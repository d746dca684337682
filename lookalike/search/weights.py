"""How much each part counts in a collection that was not told."""

from collections.abc import Iterable

# Chosen on validation data: see docs/benchmarks.md.
DEFAULT_WEIGHTS = {"learned": 0.7, "colour": 0.1, "texture": 0.05, "shape": 0.15}
OTHER = 0.5  # a part of another name


def default_weights(parts: Iterable[str]) -> dict[str, float]:
    """For these parts, summing to 1."""
    weights = {name: DEFAULT_WEIGHTS.get(name, OTHER) for name in parts}
    total = sum(weights.values())
    return {name: round(weight / total, 6) for name, weight in weights.items()}
