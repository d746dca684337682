"""The parameters of a training stand once, and are those of the public call."""

import inspect
from pathlib import Path

import pytest

import lookalike
from lookalike.errors import InputError
from lookalike.recipes.read import load_recipe
from lookalike.training.options import TrainOptions


def test_the_public_call_has_the_parameters_in_their_order_with_their_defaults() -> None:
    taken = inspect.signature(lookalike.train).parameters
    fields = inspect.signature(TrainOptions).parameters
    assert list(taken.items()) == list(fields.items())
    assert list(taken)[:5] == ["data", "recipe", "out", "label", "minutes"]


def test_help_describes_each_parameter() -> None:
    text = inspect.getdoc(lookalike.train) or ""
    assert list(inspect.signature(TrainOptions).parameters) == [
        line.partition(":")[0]
        for line in text.splitlines()
        if line.partition(":")[0] in TrainOptions.__dataclass_fields__
    ]


@pytest.mark.parametrize("minutes", [0, -1.0, float("nan"), float("inf")])
def test_no_time_to_train_is_refused_before_anything_is_written(
    tmp_path: Path, minutes: float
) -> None:
    pytest.importorskip("torch", reason="training stands on it")
    recipe = load_recipe("clothes-scratch")
    with pytest.raises(InputError, match="minutes of a training must be above 0, not"):
        lookalike.train(tmp_path, recipe, tmp_path / "run", minutes=minutes)
    assert not (tmp_path / "run").exists()


def test_a_parameter_that_there_is_not_is_named() -> None:
    with pytest.raises(TypeError, match="'minute'"):
        lookalike.train("data", "clothes-scratch", "run", minute=3)  # type: ignore[call-arg]
