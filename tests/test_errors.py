"""The errors form the tree that their module draws."""

import inspect
import re

import pytest

from lookalike import errors

KINDS = {n: kind for n, kind in vars(errors).items() if inspect.isclass(kind)}


def drawn() -> dict[str, str]:
    """Each error of the drawing, with the one that it hangs from."""
    parents: dict[str, str] = {}
    branch = ["LookalikeError"]
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^([│ ]*)[├└]── (\w+)", line)
        if found:
            depth = len(found[1]) // 4 + 1
            parents[found[2]] = branch[depth - 1]
            branch[depth:] = [found[2]]
    return parents


def test_the_drawing_is_the_tree() -> None:
    real = {n: kind.__mro__[1].__name__ for n, kind in KINDS.items() if n != "LookalikeError"}
    assert drawn() == real


def test_the_drawing_has_more_than_one_floor() -> None:
    assert set(drawn().values()) > {"LookalikeError", "ImageError", "StoreError"}


@pytest.mark.parametrize("name", KINDS)
def test_an_error_can_be_caught_as_one_of_ours(name: str) -> None:
    assert issubclass(KINDS[name], errors.LookalikeError)


@pytest.mark.parametrize("name", KINDS)
def test_an_error_says_what_it_is(name: str) -> None:
    assert KINDS[name].__doc__
