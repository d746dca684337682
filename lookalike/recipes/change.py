"""Override single settings of a recipe, such as `input.size=128`."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lookalike.errors import InputError
from lookalike.recipes.read import build_recipe, recipe_text
from lookalike.recipes.recipe import Recipe


def changed(recipe: Recipe, settings: Sequence[str]) -> Recipe:
    """
    Return the recipe with these settings, each a place and a value in TOML.

    A place is the names of the tables and of the setting, joined by dots; a table in a list is its
    number: `losses.0.weight=.5`. InputError if the place or the value is invalid.
    """
    if not settings:
        return recipe
    values = tomllib.loads(recipe_text(recipe))
    for setting in settings:
        place, equals, text = setting.partition("=")
        if not equals:
            raise InputError(f"{setting!r} has no value; write, for example, input.size=128")
        *tables, name = place.strip().split(".")
        _table(values, tables, setting)[name] = _value(text.strip())
    return replace(build_recipe(values, "--set"), source=recipe.source)


def _table(values: Any, names: Sequence[str], setting: str) -> dict[str, Any]:
    for name in names:
        try:
            values = values[int(name)] if isinstance(values, list) else values[name]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise InputError(f"{setting!r}: the recipe has no {name!r} there") from error
    if not isinstance(values, dict):
        raise InputError(f"{setting!r}: {'.'.join(names)} has no settings of its own")
    return values


def _value(text: str) -> Any:
    """Parse a TOML value; anything else is text, so that names need no quotes."""
    number = f"0{text}" if text.startswith(".") else text
    try:
        return tomllib.loads(f"value = {number}")["value"]
    except tomllib.TOMLDecodeError:
        return text
