"""Load and check a recipe from a name or a TOML file, and write one."""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lookalike.errors import InputError
from lookalike.recipes.recipe import Recipe

FOLDER = Path(__file__).parent


def recipe_names() -> list[str]:
    """Return the names of the recipes that come with Lookalike."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_recipe(name_or_path: str | Path) -> Recipe:
    """Load a built-in recipe by its name, or a file; InputError says what is wrong in it."""
    text = str(name_or_path)
    path = Path(text).expanduser() if text.endswith(".toml") else FOLDER / f"{text}.toml"
    if not path.is_file():
        known = ", ".join(recipe_names())
        raise InputError(f"no recipe {text!r}; there are: {known}, or a path to a .toml file")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"the recipe {path} cannot be read: {error}") from error
    values.setdefault("name", path.stem)
    values.setdefault("about", "")
    return dataclasses.replace(build_recipe(values, path.name), source=str(path))


def build_recipe(values: Mapping[str, Any], where: str) -> Recipe:
    """Build a recipe from parsed TOML; InputError says what is wrong in `where`."""
    recipe: Recipe = _build(Recipe, values, where)
    return recipe


def _build(kind: Any, values: Mapping[str, Any], where: str) -> Any:
    hints = typing.get_type_hints(kind)
    unknown = [name for name in values if name not in hints or name == "source"]
    if unknown:
        known = ", ".join(name for name in hints if name != "source")
        raise InputError(f"{where} has no setting {unknown[0]!r}; there are: {known}")
    return kind(**{n: _value(hints[n], v, f"{where}: {n}") for n, v in values.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise InputError(f"{where} must be a table, not {value!r}")
        return _build(hint, value, where)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise InputError(f"{where} must be a list, not {value!r}")
        inner = typing.get_args(hint)[0]
        return tuple(_value(inner, member, where) for member in value)
    return _scalar(hint, value, where)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    allowed = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if float in allowed and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) not in allowed:
        names = " or ".join(kind.__name__ for kind in allowed if kind is not types.NoneType)
        raise InputError(f"{where} must be {names}, not {value!r}")
    return value


def recipe_text(recipe: Recipe) -> str:
    """Return the recipe as TOML, with every value."""
    return "\n".join(_lines(dataclasses.asdict(recipe), "")) + "\n"


def _lines(values: Mapping[str, Any], table: str) -> Iterator[str]:
    tables = {n: v for n, v in values.items() if isinstance(v, dict)}
    lists = {n: v for n, v in values.items() if _is_list_of_tables(v)}
    for name, value in values.items():
        if name not in {*tables, *lists, "source"} and value is not None:
            yield f"{name} = {_literal(value)}"
    for name, value in tables.items():
        yield f"\n[{table}{name}]"
        yield from _lines(value, f"{table}{name}.")
    for name, value in lists.items():
        for member in value:
            yield f"\n[[{table}{name}]]"
            yield from _lines(member, f"{table}{name}.")


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, tuple | list) and bool(value) and isinstance(value[0], dict)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return repr(value)
