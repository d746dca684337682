import pytest

from lookalike.errors import InputError
from lookalike.recipes.change import changed
from lookalike.recipes.read import load_recipe

RECIPE = load_recipe("clothes-scratch")


def test_settings_of_tables_are_changed() -> None:
    found = changed(RECIPE, ["input.size=96", "augment.crop = .8", "epochs=3", "seed=7"])
    assert (found.input.size, found.augment.crop, found.epochs, found.seed) == (96, 0.8, 3, 7)
    assert found.losses == RECIPE.losses


def test_one_of_several_tables_is_its_number() -> None:
    found = changed(RECIPE, ["losses.1.weight=0.25"])
    assert [loss.weight for loss in found.losses] == [RECIPE.losses[0].weight, 0.25]


@pytest.mark.parametrize("value", ["mobilenet-v2", '"mobilenet-v2"'])
def test_names_need_no_quotes(value: str) -> None:
    assert changed(RECIPE, [f"backbone.name={value}"]).backbone.name == "mobilenet-v2"


def test_lists_are_written_as_in_toml() -> None:
    assert changed(RECIPE, ["head.layers=[512, 128]"]).head.layers == (512, 128)


def test_nothing_changed_is_the_same_recipe() -> None:
    assert changed(RECIPE, []) is RECIPE
    assert changed(RECIPE, ["seed=0"]) == RECIPE


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("input.size", "'input.size' has no value"),
        ("inputs.size=3", "the recipe has no 'inputs'"),
        ("losses.9.weight=1", "the recipe has no '9'"),
        ("input.sise=3", "has no setting 'sise'; there are: size"),
        ("input.size=large", "size must be int, not 'large'"),
        ("epochs.first=3", "epochs has no settings of its own"),
    ],
)
def test_what_is_not_there_is_named(setting: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        changed(RECIPE, [setting])
