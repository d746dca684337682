"""Weigh the parts by what a person's items have in common: who likes all that is red, by colour."""

from collections.abc import Sequence

import numpy as np

from lookalike.recommendation.background import Background
from lookalike.recommendation.sources import Source
from lookalike.types import Weights

TRUST = 4.0  # number of sources at which the collection's weights and the person's count the same
LEAST = 0.1  # of a part in which a person's items have nothing in common
SHARPNESS = 2.0  # power of a part's agreement


def personal_weights(liked: Sequence[Source], background: Background) -> Weights:
    """
    Return the weights of the collection, moved to the parts in which these sources agree.

    The agreement of a part is how many standard deviations the mean similarity of two sources lies
    above that of any two items. Few sources move the weights little.
    """
    base, count = background.weights, len(liked)
    if count < 2:
        return base
    rows = np.array([source.vector for source in liked], np.float32)
    means, covariance = background.pairs
    spreads = np.sqrt(np.diag(covariance))
    agreed = dict[str, float]()
    for at, (name, where) in enumerate(background.parts.items()):
        total = rows[:, where].sum(axis=0, dtype=np.float64)
        mean = (float(total @ total) - count) / (count * (count - 1))  # the parts have length 1
        lift = (mean - means[at]) / spreads[at] if spreads[at] > 0 else 0.0
        agreed[name] = base.get(name, 0.0) * max(LEAST, lift) ** SHARPNESS
    whole, share = sum(agreed.values()), count / (count + TRUST)
    return {
        name: (1 - share) * weight + share * agreed[name] / whole for name, weight in base.items()
    }
