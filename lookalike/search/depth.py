"""Choose the search depth (ef) of the graph by how far the query's weights are from the index's."""

import numpy as np

from lookalike.search.blend import Parts
from lookalike.types import Vectors

LEAST, MOST = 192, 768


def depth(parts: Parts, query: Vectors) -> int:
    """
    Candidates to look at for recall@10 of about .97 (measured: benchmarks/search_depth.py).

    The graph is built with parts of equal length. The cosine between the query's weights and
    equal ones says how far the query leaves that metric: 1 for equal weights, .5 for one part of
    four.
    """
    lengths = np.array([np.linalg.norm(query[where]) for where in parts.values()])
    norm = float(np.linalg.norm(lengths))
    closeness = float(lengths.sum()) / (norm * np.sqrt(len(lengths))) if norm > 0 else 1.0
    return int(LEAST * (MOST / LEAST) ** min(1.0, 2 * (1 - closeness)))
