"""What the loop sends to others, and what it saves to go on from."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training stands on it")
import torch

from lookalike.errors import InputError
from lookalike.recipes.recipe import Loss
from lookalike.training.data.labelled import LabelledPixels
from lookalike.training.loop.checkpoint import (
    gpu_states,
    load_checkpoint,
    save_checkpoint,
    set_gpu_states,
)
from lookalike.training.loop.fit import Fit
from lookalike.training.loop.history import Epoch, Limits
from lookalike.training.loop.processes import Alone, Share
from tests.training.tiny import RECIPE as TINY

pytestmark = pytest.mark.slow(seconds=20)

RECIPE = replace(
    TINY, losses=(Loss(name="normalised-softmax"),), batches=replace(TINY.batches, steps=2)
)
ONE_EPOCH = replace(RECIPE, epochs=1)
GO_ON = Limits(go_on=True)  # nothing can be learned from noise, which the checks would report


@pytest.fixture
def images() -> LabelledPixels:
    """Five classes of six squares."""
    pixels = np.random.default_rng(0).integers(0, 256, (30, 32, 32, 3), np.uint8)
    return LabelledPixels(pixels, np.repeat(np.arange(5), 6))


@pytest.mark.parametrize(("mix", "sent"), [(0.0, 0), (1.0, 2)])
def test_partners_are_sent_only_where_images_are_mixed(
    images: LabelledPixels, tmp_path: Path, mix: float, sent: int
) -> None:
    class Counting(Alone):
        count = 0

        def whole(self, part: torch.Tensor, share: Share) -> torch.Tensor:
            self.count += 1
            return part

    wanted = replace(ONE_EPOCH, augment=replace(RECIPE.augment, mix=mix))
    processes = Counting()
    Fit(wanted, images, images, tmp_path, GO_ON, processes).run()
    assert processes.count == sent  # in an epoch of two steps


@pytest.mark.parametrize("name", ["findings", "mean_steps", "cuda_random", "seconds"])
def test_a_checkpoint_of_another_version_is_refused_by_name(
    images: LabelledPixels, tmp_path: Path, name: str
) -> None:
    Fit(ONE_EPOCH, images, images, tmp_path, GO_ON).run()
    state = load_checkpoint(tmp_path)
    assert state is not None
    save_checkpoint(tmp_path, {key: value for key, value in state.items() if key != name})
    with pytest.raises(InputError, match=f"another version, .* lacks {name}; .* with --out"):
        Fit(ONE_EPOCH, images, images, tmp_path, GO_ON).run()


def test_the_random_states_of_gpus_are_saved_and_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With stand-ins for two GPUs, going on where there is one."""
    states, restored = [torch.ByteTensor([n]) for n in (1, 2)], []
    monkeypatch.setattr(torch.cuda, "get_rng_state_all", lambda: states)
    monkeypatch.setattr(torch.cuda, "set_rng_state_all", restored.extend)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    save_checkpoint(tmp_path, {"cuda_random": gpu_states("cuda")})
    state = load_checkpoint(tmp_path)
    assert state is not None
    set_gpu_states(state["cuda_random"], "cuda")
    assert restored == states[:1]


def test_on_a_processor_no_gpu_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("get_rng_state_all", "set_rng_state_all"):
        monkeypatch.delattr(torch.cuda, name)
    assert gpu_states("cpu") == []
    set_gpu_states([torch.ByteTensor([1])], "cpu")


@pytest.mark.parametrize("name", ["adamw", "muon", "sgd"])
def test_every_optimiser_goes_on_as_if_it_had_not_stopped(
    images: LabelledPixels, tmp_path: Path, name: str
) -> None:
    wanted = replace(RECIPE, optimiser=replace(RECIPE.optimiser, name=name), epochs=3)
    for place in ("whole", "parts"):
        (tmp_path / place).mkdir()
    whole = Fit(wanted, images, images, tmp_path / "whole", GO_ON).run()
    seen: list[Epoch] = []
    once = replace(
        GO_ON, on_epoch=lambda epoch, _: seen.append(epoch), should_stop=lambda: bool(seen)
    )
    assert len(Fit(wanted, images, images, tmp_path / "parts", once).run()) == 1
    parts = Fit(wanted, images, images, tmp_path / "parts", GO_ON).run()
    assert [epoch.loss for epoch in parts] == [epoch.loss for epoch in whole]
    assert parts[0].loss != parts[2].loss


@pytest.mark.parametrize(("before", "after"), [("muon", "adamw"), ("adamw", "muon")])
def test_a_checkpoint_of_another_optimiser_is_refused(
    images: LabelledPixels, tmp_path: Path, before: str, after: str
) -> None:
    first, second = (
        replace(ONE_EPOCH, optimiser=replace(RECIPE.optimiser, name=name))
        for name in (before, after)
    )
    Fit(first, images, images, tmp_path, GO_ON).run()
    with pytest.raises(InputError, match="another recipe; name a new folder with --out"):
        Fit(second, images, images, tmp_path, GO_ON).run()
