"""Callers at the same time share batches, and each gets its own vectors."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lookalike.encoders.layout import Layout
from lookalike.errors import EncoderError
from lookalike.server.micro_batches import MicroBatches
from lookalike.types import ImageArray, Vectors


class Grey:
    """Tells an image by its first pixel; waits where it is told to, and remembers its batches."""

    name, dim, size, fingerprint = "grey", 2, 8, "grey"

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.may_go = threading.Event()
        self.is_busy = threading.Event()
        self.may_go.set()

    def encode(self, images: Sequence[ImageArray]) -> Vectors:
        self.is_busy.set()
        assert self.may_go.wait(60)
        self.batches.append(len(images))
        if any(image[0, 0, 0] == 255 for image in images):
            raise EncoderError("white")
        angles = np.array([image[0, 0, 0] / 255 for image in images])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def plain(value: int) -> ImageArray:
    return np.full((4, 4, 3), value, np.uint8)


@pytest.fixture
def grey() -> Grey:
    return Grey()


@pytest.fixture
def batches(grey: Grey) -> Iterator[MicroBatches]:
    layout = MicroBatches(Layout([grey], threads=1), most=4)
    yield layout
    grey.may_go.set()
    layout.close()


def test_an_image_alone_is_encoded_at_once(grey: Grey, batches: MicroBatches) -> None:
    assert batches.encode([plain(3)]) == pytest.approx(Layout([Grey()]).encode([plain(3)]))
    assert grey.batches == [1]


def test_whoever_waits_shares_the_next_batch(grey: Grey, batches: MicroBatches) -> None:
    grey.may_go.clear()
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(batches.encode, [plain(0)])
        assert grey.is_busy.wait(60)
        others = [pool.submit(batches.encode, [plain(i)]) for i in range(1, 6)]
        while batches.waiting < len(others):
            threading.Event().wait(0.01)
        grey.may_go.set()
        vectors = [done.result()[0] for done in [first, *others]]
    assert grey.batches == [1, 4, 1]
    assert np.array(vectors) == pytest.approx(Layout([Grey()]).encode([plain(i) for i in range(6)]))


def test_only_the_caller_to_blame_gets_the_error(grey: Grey, batches: MicroBatches) -> None:
    grey.may_go.clear()
    with ThreadPoolExecutor(3) as pool:
        blocked = pool.submit(batches.encode, [plain(0)])
        assert grey.is_busy.wait(60)
        good, bad = (pool.submit(batches.encode, [plain(v)]) for v in (9, 255))
        while batches.waiting < 2:
            threading.Event().wait(0.01)
        grey.may_go.set()
        assert len(blocked.result()) == len(good.result()) == 1
        with pytest.raises(EncoderError):
            bad.result()


def test_more_images_than_a_batch_holds_stay_together(grey: Grey, batches: MicroBatches) -> None:
    assert batches.encode([plain(i) for i in range(9)]).shape == (9, 2)


def test_no_images_give_no_vectors(batches: MicroBatches) -> None:
    assert batches.encode([]).shape == (0, 2)


def test_after_closing_callers_encode_for_themselves(grey: Grey, batches: MicroBatches) -> None:
    batches.close()
    batches.close()
    assert batches.encode([plain(3)]).shape == (1, 2)
