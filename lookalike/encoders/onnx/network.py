"""Run any ONNX file as an encoder through ONNX Runtime; the only inference path."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.encoders.base import EPSILON, unit_rows
from lookalike.encoders.onnx.external_weights import weight_files
from lookalike.encoders.onnx.preprocessing import read_preprocessing
from lookalike.encoders.onnx.unbroken import Unbroken
from lookalike.errors import EncoderError
from lookalike.files.digest import digest, file_digest
from lookalike.types import ImageArray, Vectors

BATCH = 4  # images in one run: more exceed the CPU cache (MobileNetV2: 440/s at 2, 365/s at 8)
UNBROKEN = Unbroken()
LOCAL = "local_embeddings"  # output (n, dim, h, w), whose mean over positions is the vector


class NetworkEncoder:
    """
    The output of a network, scaled to unit length.

    Input size and normalisation come from the file's metadata (key `lookalike`) or from a JSON
    file beside it (`model.json` for `model.onnx`); see `preprocessing.py`. The network takes
    (n, 3, size, size) or (n, size, size, 3) float32 and gives (n, dim), or (n, dim, h, w), which
    is averaged over its positions.
    """

    def __init__(self, path: str | Path, name: str = "learned", threads: int = 1) -> None:
        """
        Load the file.

        One thread per run is the fastest if several runs are concurrent, as in `Layout`: 440
        images/s against 300 with two threads in one run (MobileNetV2).
        """
        self.path = Path(path).expanduser().resolve()
        self.name, self._threads = name, threads
        data = _read(self.path)
        self._session = _session(data, self.path, threads)
        self.preprocessing = read_preprocessing(
            self._session.get_modelmeta().custom_metadata_map,
            self.path.with_suffix(".json"),
            self._session.get_inputs()[0].shape,
        )
        self.size = self.preprocessing.size
        self.fingerprint = f"{name}-{_content(data, self.path)}-{self.preprocessing.fingerprint}"
        self._input = self._session.get_inputs()[0]
        self._output = self._output_name()
        self.dim = self._probe()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} of {self.path}: {self.dim} values>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as the path: a copy, here or in another process, loads the file again."""
        return type(self), (self.path, self.name, self._threads)

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32, every row of length 1."""
        vectors = np.empty((len(images), self.dim), np.float32)
        step = self._input.shape[0] if isinstance(self._input.shape[0], int) else BATCH
        for start in range(0, len(images), step):
            chunk = list(images[start : start + step])
            rows = self._run(self.preprocessing.apply(chunk), step)
            vectors[start : start + len(chunk)] = rows[: len(chunk)]
        return unit_rows(self._finite(vectors))

    @property
    def has_local(self) -> bool:
        """Whether the network has an output for heat-maps."""
        return LOCAL in [output.name for output in self._session.get_outputs()]

    def encode_local(self, image: ImageArray) -> Vectors:
        """
        Return (h, w, dim) float32: what each place of the (height, width, 3) image adds.

        Their sum is the vector of `encode`, so the inner product of a place with a query is what
        that place contributes to the score. EncoderError if the network has no such output.
        """
        if not self.has_local:
            raise EncoderError(f"{self.path} has no output {LOCAL!r}, so it supports no heat-maps")
        (maps,) = self._outputs([LOCAL], self.preprocessing.apply([image]))
        local = np.moveaxis(np.asarray(maps[0], np.float32), 0, -1)
        total = float(np.linalg.norm(local.sum(axis=(0, 1))))
        return local / max(total, EPSILON)

    def _run(self, batch: NDArray[np.float32], step: int) -> Vectors:
        if isinstance(self._input.shape[0], int) and len(batch) < step:
            missing = np.zeros((step - len(batch), *batch.shape[1:]), np.float32)
            batch = np.concatenate([batch, missing])
        (rows,) = self._outputs([self._output], batch)
        rows = np.asarray(rows, np.float32)
        return rows.mean(axis=tuple(range(2, rows.ndim))) if rows.ndim > 2 else rows

    def _outputs(self, names: list[str], batch: NDArray[np.float32]) -> Sequence[Any]:
        try:
            with UNBROKEN.call():
                found: Sequence[Any] = self._session.run(names, {self._input.name: batch})
        except Exception as error:  # the error types of ONNX Runtime are private
            raise EncoderError(f"{self.path} failed on {batch.shape}: {error}") from error
        return found

    def _finite(self, vectors: Vectors) -> Vectors:
        if not np.isfinite(vectors).all():
            raise EncoderError(
                f"{self.path} returned vectors with NaN or infinite values; check its settings of "
                "mean and std, or export it again in float32"
            )
        return vectors

    def _output_name(self) -> str:
        names = [output.name for output in self._session.get_outputs()]
        wanted = self.preprocessing.output or names[0]
        if wanted not in names:
            raise EncoderError(
                f"{self.path} has no output {wanted!r}; there are: {', '.join(names)}"
            )
        return wanted

    def _probe(self) -> int:
        """Return its dimensions, by encoding noise: zeros are an error then."""
        noise = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
        step = self._input.shape[0] if isinstance(self._input.shape[0], int) else 1
        rows = self._run(self.preprocessing.apply([noise]), step)
        if rows.ndim != 2:
            raise EncoderError(f"{self.path} returned {rows.shape} for one image, not (1, dim)")
        if np.linalg.norm(self._finite(rows[:1])) < EPSILON:
            raise EncoderError(
                f"{self.path} returned a vector of zeros for an image of noise, so it cannot tell "
                "images apart; export it again with its trained weights, or name another `output`"
            )
        return int(rows.shape[1])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EncoderError(f"the network {path} cannot be read: {error.strerror}") from error


def _content(data: bytes, path: Path) -> str:
    """Return the digest of the file and of its external weight files."""
    beside = [file_digest(file) for file in weight_files(data, path.parent)]
    return digest("".join([digest(data), *beside]).encode()) if beside else digest(data)


def _session(data: bytes, path: Path, threads: int) -> Any:
    import onnxruntime  # 80 ms, needed only if a network runs

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Spinning threads would take processor time from decoding.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        # By path, not by bytes: large networks have their weights in separate files.
        with UNBROKEN.call():
            return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:
        raise EncoderError(f"{path} is not a network that ONNX Runtime can run: {error}") from error
