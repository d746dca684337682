from dataclasses import replace

import pytest
import torch

from lookalike.recipes.recipe import Augment, Input
from lookalike.training.views.augment import Views

ALL = Augment(crop=0.5, shrink=0.5, colour=0.2, erase=1.0, mix=1.0)


def test_all_is_done_where_the_images_are() -> None:
    pixels = torch.zeros(4, 24, 24, 3, dtype=torch.uint8, device="meta")  # refuses any other device
    views = Views(ALL, Input(size=16), seed=0)
    assert views.plain(pixels).shape == (4, 3, 16, 16)
    mixed = views.mixed(views.random(pixels))
    assert mixed.images.device.type == "meta"
    assert mixed.images.shape == (4, 3, 16, 16)


def test_the_same_seed_makes_the_same_views() -> None:
    pixels = torch.randint(0, 256, (4, 24, 24, 3), dtype=torch.uint8)
    one, same, other = (Views(ALL, Input(size=16), seed).random(pixels) for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_chance_draws_what_it_always_drew() -> None:
    """A training that goes on sees what it would have seen."""
    views = Views(Augment(crop=0.3, flip=False, colour=0.0), Input(size=16), seed=5)
    expected = [[1, 0.8562, 0, 0.1422], [0.7032, 0.5522, 0.1412, 0.0953], [0.8661, 1, -0.1250, 0]]
    ramp = torch.arange(0, 256, 4, dtype=torch.uint8).expand(64, 64)
    pixels = torch.stack([ramp, ramp.T, ramp], dim=-1).expand(3, 64, 64, 3)
    seen = views.random(pixels)
    assert torch.allclose(seen, views.random(pixels, crops=torch.tensor(expected)), atol=1e-3)
    assert views.drawn(4, 1000).tolist() == [288, 423, 500, 527]


def test_nothing_asked_is_nothing_done() -> None:
    pixels = torch.randint(0, 256, (4, 16, 16, 3), dtype=torch.uint8)
    views = Views(Augment(crop=1.0, flip=False, colour=0.0), Input(size=16), seed=0)
    assert torch.allclose(views.random(pixels), views.plain(pixels), atol=1e-4)


@pytest.mark.parametrize("erase", [0.0, 1.0])
def test_erasing_leaves_a_grey_rectangle(erase: float) -> None:
    pixels = torch.full((8, 32, 32, 3), 255, dtype=torch.uint8)
    views = Views(Augment(crop=1.0, flip=False, colour=0.0, erase=erase), Input(size=32), seed=0)
    grey = (views.random(pixels) == 0).float().mean(dim=(1, 2, 3))
    assert ((grey > 0.05) & (grey < 0.4)).all() if erase else (grey == 0).all()


def test_shrinking_takes_the_detail_of_every_other_view() -> None:
    pixels = torch.randint(0, 256, (6, 32, 32, 3), dtype=torch.uint8)
    plain = Augment(crop=1.0, flip=False, colour=0.0)
    whole = Views(plain, Input(size=32), seed=0).random(pixels)
    shrunk = Views(replace(plain, shrink=0.5), Input(size=32), seed=0).random(pixels)
    assert torch.equal(shrunk[::2], whole[::2])
    assert (shrunk[1::2].std(dim=(2, 3)) < 0.8 * whole[1::2].std(dim=(2, 3))).all()


def test_a_part_that_is_mirrored_is_seen_from_right_to_left() -> None:
    pixels = torch.randint(0, 256, (2, 24, 24, 3), dtype=torch.uint8)
    views = Views(Augment(flip=False, colour=0.0), Input(size=16), seed=0)
    crops = torch.tensor([[0.5, 0.8, 0.2, -0.1], [1.0, 1.0, 0.0, 0.0]])
    turned = crops * torch.tensor([-1.0, 1.0, 1.0, 1.0])
    expected = views.random(pixels, crops).flip(3)
    assert torch.allclose(views.random(pixels, turned), expected, atol=1e-4)


@pytest.mark.parametrize(("flip", "share"), [(True, 0.5), (False, 0.0)])
def test_half_of_the_parts_are_mirrored(flip: bool, share: float) -> None:
    crops = torch.rand(1000, 4) + 0.1
    mirrored = Views(Augment(flip=flip), Input(size=16), seed=0).mirrored(crops)
    assert torch.equal(mirrored.abs(), crops)
    assert float((mirrored[:, 0] < 0).float().mean()) == pytest.approx(share, abs=0.05)
    assert (mirrored[:, 1:] > 0).all()


def test_a_network_can_be_shown_what_was_seen_at_another_side() -> None:
    views = Views(Augment(crop=1.0, flip=False, colour=0.0, grow=0.5), Input(size=32), seed=0)
    pixels = torch.full((3, 40, 40, 3), 128, dtype=torch.uint8)
    pixels[1] = 255
    seen = views.random(pixels, side=64)
    assert seen.shape == (3, 3, 64, 64)
    for progress, side in ((0.0, 16), (1.0, 32)):
        smaller = views.resized(seen, progress)
        assert smaller.shape == (3, 3, side, side)
        assert torch.allclose(smaller, seen[..., :side, :side], atol=1e-5)  # of one colour each
    assert views.plain(pixels, 48).shape == (3, 3, 48, 48)
    assert torch.equal(views.resized(seen, 1.0), views.resized(views.resized(seen, 1.0), 1.0))


def test_images_grow_to_their_whole_side_by_three_quarters() -> None:
    pixels = torch.randint(0, 256, (2, 80, 80, 3), dtype=torch.uint8)
    views = Views(Augment(grow=0.5), Input(size=72), seed=0)
    sides = [views.random(pixels, progress=p).shape[-1] for p in (0.0, 0.3, 0.45, 0.74, 0.75, 1.0)]
    assert sides == [32, 48, 48, 64, 72, 72]
