"""What the last search for duplicates found, kept as notes of any store."""

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.duplicates.remembered import last_search as module
from lookalike.duplicates.remembered.last_search import (
    HEAD,
    KIND,
    LastSearch,
    changed_since,
    keep_search,
    last_search,
    marks,
)
from lookalike.duplicates.result import Duplicates, Group, Member
from lookalike.duplicates.tiers import Pair
from lookalike.filters.read import parse_filter
from lookalike.stores.base import Note

WHY = "cropped or framed"


def group(at: int) -> Group:
    members = [Member(name, "", tier="edited", size=at) for name in (f"{at}", f"{at}x")]
    pair = Pair(members[0].id, members[1].id, "edited", 0.93, WHY)
    return Group("edited", 0.93, WHY, "most pixels", members, [pair])


FOUND = Duplicates([group(at) for at in range(5)], 12, ("1 pictures could not be read",))


def test_a_search_is_read_as_it_was_kept(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GROUPS", 2)
    monkeypatch.setattr(module, "MARKS", 5)
    store = collection.store
    assert last_search(store) is None
    seen = marks(store, None)
    assert len(seen) == 12
    keep_search(store, LastSearch(FOUND, 1234.5, "job", "width > 3", seen))
    found = last_search(store)
    assert found is not None
    assert found.marks is not None
    assert (found.at, found.job, found.where) == (1234.5, "job", "width > 3")
    assert found.duplicates == FOUND
    assert np.array_equal(found.marks, seen)
    keep_search(store, LastSearch(Duplicates((), 3), 2.0))
    assert [note.key for note in store.notes(KIND)] == [HEAD]
    assert last_search(store) == LastSearch(Duplicates([], 3), 2.0)


def test_what_another_version_kept_is_no_search(collection: Collection) -> None:
    collection.store.note([Note(KIND, HEAD, {"at": 3})])
    assert last_search(collection.store) is None


def test_what_came_and_went_is_counted(collection: Collection) -> None:
    store, jpeg = collection.store, parse_filter("format = 'jpeg'")
    seen, some = marks(store, None), marks(store, jpeg)
    assert (len(seen), len(some)) == (12, 11)
    first, second, *_ = (i for i in collection.items() if i.attributes["format"] == "jpeg")
    collection.set_attributes(first.id, {"colour": "red"})
    assert changed_since(store, None, seen) == (0, 0)
    collection.remove([second.id])
    assert changed_since(store, None, seen) == (0, 1)
    assert changed_since(store, jpeg, some) == (0, 1)
    assert changed_since(store, None, some) == (1, 1)
