"""How much each part counts in a collection that was not told."""

from collections.abc import Iterable

# Chosen on the validation split of real clothes, near-duplicates of it left out of the gallery
# (docs/benchmarks.md). Where relevant means the same kind of garment, colour could count nothing;
# but people see colour first, and what it costs there is small.
DEFAULT_WEIGHTS = {"learned": 0.7, "colour": 0.06, "texture": 0.045, "shape": 0.195}
OTHER = 0.5  # a part of another name


def default_weights(parts: Iterable[str]) -> dict[str, float]:
    """For these parts, summing to 1."""
    weights = {name: DEFAULT_WEIGHTS.get(name, OTHER) for name in parts}
    total = sum(weights.values())
    return {name: round(weight / total, 6) for name, weight in weights.items()}
