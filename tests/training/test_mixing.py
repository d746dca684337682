import pytest
import torch

from lookalike.training.views.mixing import mix


def _flat(count: int, side: int = 40) -> torch.Tensor:
    """Images of one value each: its number."""
    return torch.arange(count).float().view(-1, 1, 1, 1).expand(count, 3, side, side)


def test_each_image_has_a_rectangle_of_its_partner() -> None:
    mixed = mix(_flat(6), 1.0, torch.Generator().manual_seed(3))
    assert 0 < mixed.share < 1
    for row, partner in enumerate(mixed.partners.tolist()):
        own = (mixed.images[row] == row).float().mean().item()
        others = (mixed.images[row] == partner).float().mean().item()
        assert partner == row or own == pytest.approx(mixed.share)
        assert partner == row or others == pytest.approx(1 - mixed.share)


def test_the_rectangle_is_one_and_the_same_for_all() -> None:
    mixed = mix(_flat(6), 1.0, torch.Generator().manual_seed(3))
    holes = (mixed.images != _flat(6))[:, 0]
    moved = [row for row, partner in enumerate(mixed.partners.tolist()) if partner != row]
    assert (holes[moved] == holes[moved[0]]).all()
    rows, columns = torch.where(holes[moved[0]])
    area = (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)
    assert int(area) == len(rows)


def test_it_happens_as_often_as_asked() -> None:
    generator = torch.Generator().manual_seed(0)
    images = _flat(4, side=8)
    mixed = [mix(images, 0.3, generator).share < 1 for _ in range(300)]
    assert 0.2 < sum(mixed) / 300 < 0.4
    assert mix(images, 0.0, generator).images is images


def test_shares_range_over_all_that_there_is() -> None:
    generator = torch.Generator().manual_seed(1)
    shares = [mix(_flat(2), 1.0, generator).share for _ in range(300)]
    assert min(shares) < 0.3
    assert max(shares) > 0.95
