"""Micro-batching: encode images of concurrent requests together."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Lock, Thread

from lookalike.encoders.layout import Layout
from lookalike.types import ImageArray, Vectors

MOST = 32  # most images in one batch; later ones wait for the next
WAITING = 256  # most callers in the queue; further ones block


@dataclass(frozen=True)
class _Asked:
    images: Sequence[ImageArray]
    vectors: "Future[Vectors]" = field(default_factory=Future)


class MicroBatches(Layout):
    """
    A layout that encodes the images of concurrent callers in shared batches, on one thread.

    A batch takes whatever waits when the thread is free, so a single image is encoded at once. It
    wraps all encoders together, so that each image is queued only once.
    """

    def __init__(self, layout: Layout, most: int = MOST, waiting: int = WAITING) -> None:
        super().__init__(layout.encoders)
        self._most = most
        self._asked: Queue[_Asked | None] = Queue(waiting)
        self._is_closed, self._closing = False, Lock()
        self._worker = Thread(target=self._serve, name="micro-batches", daemon=True)
        self._worker.start()

    @property
    def waiting(self) -> int:
        """Number of callers whose images are not in a batch yet."""
        return self._asked.qsize()

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        """Return (len(images), dim) float32; each part of a row has length 1."""
        asked = _Asked(images)
        with self._closing:
            if not self._is_closed and len(images):
                self._asked.put(asked)
            else:
                return super().encode(images)
        return asked.vectors.result()

    def close(self) -> None:
        """Finish pending calls; later callers encode on their own threads."""
        with self._closing:
            if not self._is_closed:
                self._asked.put(None)
            self._is_closed = True
        self._worker.join()

    def _serve(self) -> None:
        while (first := self._asked.get()) is not None:
            self._answer(self._gather(first))

    def _gather(self, first: _Asked) -> list[_Asked]:
        batch, count = [first], len(first.images)
        while count < self._most:
            try:
                asked = self._asked.get_nowait()
            except Empty:
                break
            if asked is None:
                self._asked.put(None)  # put the end marker back; it is the last, so there is room
                break
            batch.append(asked)
            count += len(asked.images)
        return batch

    def _answer(self, batch: Sequence[_Asked]) -> None:
        try:
            vectors = super().encode([image for asked in batch for image in asked.images])
        except Exception as error:
            if len(batch) == 1:
                batch[0].vectors.set_exception(error)
            else:
                for asked in batch:  # one caller's image caused it: encode each alone
                    self._answer([asked])
            return
        start = 0
        for asked in batch:
            end = start + len(asked.images)
            asked.vectors.set_result(vectors[start:end])
            start = end
