"""Export the spatial map whose mean is the embedding, for heat-maps."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

from lookalike.encoders.base import EPSILON
from lookalike.encoders.onnx.network import BATCH, LOCAL, NetworkEncoder
from lookalike.errors import InputError
from lookalike.training.export.calibration import session_with
from lookalike.training.views.grid import averaged
from lookalike.types import ImageArray, Vectors

POOLS = ("GlobalAveragePool", "ReduceMean")
SAME = 0.999  # least cosine of an embedding and the mean of its map


class PlaceEncoder:
    """Encodes images, with the contributions of a grid of places to each embedding."""

    def __init__(self, encoder: NetworkEncoder, cells: int) -> None:
        """`cells` is the side of the grid; InputError if the network has no such map."""
        self._encoder, self._cells = encoder, cells

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), 1 + cells ** 2, dim) float32: the unit row, then the places."""
        steps = [images[start : start + self._step] for start in range(0, len(images), self._step)]
        grids = [self._grids(self._maps(some, self._chosen)) for some in steps]
        return np.concatenate(grids)

    def _grids(self, maps: NDArray[np.float32]) -> Vectors:
        means = maps.mean(axis=(2, 3))
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        places = averaged(torch.from_numpy(maps), self._cells).numpy()
        rows: Vectors = np.concatenate([means[:, None], places], axis=1)
        rows /= np.maximum(lengths, EPSILON)[:, None]
        return rows

    def _maps(self, images: Sequence[ImageArray], output: str) -> NDArray[np.float32]:
        """Return this output, (n, dim, h, w) if it is a map."""
        given = self._session.get_inputs()[0]
        missing = self._step - len(images) if isinstance(given.shape[0], int) else 0
        batch = self._encoder.preprocessing.apply([*images, *[images[0]] * missing])
        (maps,) = self._session.run([output], {given.name: batch})
        return np.asarray(maps[: len(images)], np.float32)

    @property
    def _step(self) -> int:
        """Number of images in one run."""
        wanted = self._session.get_inputs()[0].shape[0]
        return wanted if isinstance(wanted, int) else BATCH

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        """The network, with all inputs of averages as additional outputs."""
        model = onnx.load(self._encoder.path)
        pooled = dict.fromkeys(n.input[0] for n in model.graph.node if n.op_type in POOLS)
        return session_with(model, list(pooled), threads=1)

    @cached_property
    def _chosen(self) -> str:
        """Find the output whose mean is the embedding, by encoding noise."""
        noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
        embedding = self._encoder.encode([noise])[0]
        names: list[str] = [output.name for output in self._session.get_outputs()]
        for name in sorted(names, key=lambda name: name != LOCAL):
            maps = self._maps([noise], name)
            if maps.ndim == 4 and maps.shape[:2] == (1, len(embedding)):
                mean = maps[0].mean(axis=(1, 2))
                if mean @ embedding > SAME * np.linalg.norm(mean):
                    return name
        raise InputError(
            f"{self._encoder.path} has no map whose mean is its embedding, so it cannot embed "
            "places; leave out teacher.cells, and the losses that need it"
        )
