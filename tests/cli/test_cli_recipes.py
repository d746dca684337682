"""`lookalike recipes` (lookalike.cli.models) lists every recipe, and shows one that trains."""

from pathlib import Path

from lookalike.recipes.read import load_recipe, recipe_names
from tests.cli.conftest import Command


def test_every_recipe_is_listed(lookalike: Command) -> None:
    listed = [line.split()[0] for line in lookalike("recipes").out.splitlines()]
    assert [name for name in listed if name in recipe_names()] == list(recipe_names())


def test_a_recipe_that_is_shown_can_be_loaded_again(lookalike: Command, tmp_path: Path) -> None:
    name = recipe_names()[0]
    (tmp_path / "mine.toml").write_text(lookalike("recipes", "--show", name).out, encoding="utf-8")
    assert load_recipe(str(tmp_path / "mine.toml")) == load_recipe(name)
