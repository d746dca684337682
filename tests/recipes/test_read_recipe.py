import tomllib
from pathlib import Path

import pytest

from lookalike.errors import InputError
from lookalike.recipes.read import load_recipe, recipe_names, recipe_text


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_of_ours_reads_and_says_what_it_is(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name
    assert 20 < len(recipe.about) < 120


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_written_out_reads_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / "again.toml"
    path.write_text(recipe_text(load_recipe(name)), encoding="utf-8")
    assert load_recipe(path) == load_recipe(name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("epoch = 3", "no setting 'epoch'; there are: .*epochs"),
        ("[head]\nlayer = [3]", "no setting 'layer'; there are: layers"),
        ("epochs = 'many'", "epochs must be int"),
        ("[head]\nlayers = 256", "must be a list"),
        ("head = 3", "must be a table"),
        ("epochs = true", "must be int"),
        ("= 3", "cannot be read"),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_recipe(path)


def test_an_unknown_recipe_lists_those_that_there_are() -> None:
    with pytest.raises(InputError, match=f"there are: {recipe_names()[0]}"):
        load_recipe("no-such")


def test_whole_numbers_stand_for_real_ones(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[optimiser]\nrate = 1", encoding="utf-8")
    assert tomllib.loads(recipe_text(load_recipe(path)))["optimiser"]["rate"] == 1.0
