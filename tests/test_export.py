"""Every export says the same as the collection that it came from."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lookalike.collection import Collection
from lookalike.errors import FilterError, InputError, MissingExtra
from lookalike.export import EXPORTS, write_export
from lookalike.indexing.folder import index_folder
from lookalike.search.query import Query
from lookalike.types import Item
from tests.indexing.conftest import paint

IMAGES = 40
FILES = {
    "npy": ["embeddings.npy", "image_paths.npy"],
    "faiss": ["embeddings.npy", "image_paths.npy", "faiss.index"],
    "jsonl": ["items.jsonl"],
    "parquet": ["items.parquet"],
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Forty pictures in two folders, with names of all kinds; not to be changed."""
    folder = tmp_path_factory.mktemp("export")
    for i in range(IMAGES):
        paint(folder / "photos" / f"{i % 2}" / f"[red] é {i}.png", i)
    with Collection.open(folder / "collection", create=True) as collection:
        index_folder(collection, folder / "photos")
        yield collection


def items(collection: Collection) -> dict[str, Item]:
    return {item.source: item for item in collection.items()}


def similarities(collection: Collection, source: str) -> dict[str, float]:
    """Of every other item, by the collection's own search."""
    item_id = items(collection)[source].id
    hits = collection.search(Query(f"id:{item_id}", limit=IMAGES))
    return {hit.item.source: hit.score for hit in hits}


@pytest.mark.parametrize("format_", EXPORTS)
def test_an_export_returns_the_files_that_it_wrote(
    shop: Collection, tmp_path: Path, format_: str
) -> None:
    written = write_export(shop, tmp_path / "new" / "folder", format_)
    assert written == [tmp_path / "new" / "folder" / name for name in FILES[format_]]
    assert sorted(tmp_path.rglob("*.*")) == sorted(written)


def test_npy_has_a_row_and_a_path_for_each_item(shop: Collection, tmp_path: Path) -> None:
    rows, paths = (np.load(path) for path in write_export(shop, tmp_path))
    assert (rows.shape, rows.dtype) == ((IMAGES, shop.store.dim), np.float32)
    assert sorted(paths.tolist()) == sorted(items(shop))


def test_npy_rows_have_length_one(shop: Collection, tmp_path: Path) -> None:
    rows = np.load(write_export(shop, tmp_path)[0])
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_inner_product_of_rows_is_the_collections_score(
    shop: Collection, tmp_path: Path
) -> None:
    rows, paths = (np.load(path) for path in write_export(shop, tmp_path))
    for row, source in zip(rows[::9], paths[::9].tolist(), strict=True):
        products = dict(zip(paths.tolist(), (rows @ row).tolist(), strict=True))
        del products[source]
        assert products == pytest.approx(similarities(shop, source), abs=1e-5)


def test_an_export_follows_the_collections_weights(tmp_path: Path) -> None:
    for i in range(6):
        paint(tmp_path / "photos" / f"{i}.png", i)
    with Collection.open(tmp_path / "collection", create=True) as collection:
        index_folder(collection, tmp_path / "photos")
        collection.set_weights({"texture": 1.0})
        rows = np.load(write_export(collection, tmp_path / "out")[0])
        elsewhere = np.delete(rows, np.r_[collection.parts["texture"]], axis=1)
    assert not elsewhere.any()


def test_faiss_ranks_as_the_collection_does(shop: Collection, tmp_path: Path) -> None:
    faiss = pytest.importorskip("faiss")
    rows, paths, index = write_export(shop, tmp_path, "faiss")
    names = np.load(paths)
    found, order = faiss.read_index(str(index)).search(np.load(rows), IMAGES)
    for query in range(0, IMAGES, 7):
        expected = similarities(shop, str(names[query]))
        ranked = [str(names[i]) for i in order[query] if i != query]
        assert ranked == list(expected)
        scores = [s for i, s in zip(order[query], found[query], strict=True) if i != query]
        assert scores == pytest.approx(list(expected.values()), abs=1e-5)


def test_jsonl_has_every_item_with_its_attributes(shop: Collection, tmp_path: Path) -> None:
    (path,) = write_export(shop, tmp_path, "jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = {row["source"]: Item(row["id"], row["source"], row["attributes"]) for row in rows}
    assert found == items(shop)


def test_jsonl_has_the_rows_of_npy(shop: Collection, tmp_path: Path) -> None:
    (path,) = write_export(shop, tmp_path, "jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    vectors = [json.loads(line)["vector"] for line in lines]
    assert np.allclose(vectors, np.load(write_export(shop, tmp_path)[0]), atol=1e-6)


def test_parquet_has_every_item_with_its_attributes(shop: Collection, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(write_export(shop, tmp_path, "parquet")[0]).to_pylist()
    found = {r["source"]: Item(r["id"], r["source"], json.loads(r["attributes"])) for r in rows}
    assert found == items(shop)


def test_parquet_has_the_rows_of_npy(shop: Collection, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(write_export(shop, tmp_path, "parquet")[0])
    vectors = np.array(table["vector"].to_pylist(), np.float32)
    assert np.array_equal(vectors, np.load(write_export(shop, tmp_path)[0]))


def test_a_condition_chooses_what_is_exported(shop: Collection, tmp_path: Path) -> None:
    paths = np.load(write_export(shop, tmp_path, where="folder = '1'")[1])
    assert {Path(path).parent.name for path in paths.tolist()} == {"1"}
    assert len(paths) == IMAGES // 2


@pytest.mark.parametrize("format_", EXPORTS)
def test_nothing_that_matches_is_an_empty_export(
    shop: Collection, tmp_path: Path, format_: str
) -> None:
    for path in write_export(shop, tmp_path, format_, where="width > 9999"):
        assert path.exists()
    if format_ == "npy":
        assert np.load(tmp_path / "embeddings.npy").shape == (0, shop.store.dim)


@pytest.mark.parametrize("format_", EXPORTS)
def test_an_export_replaces_an_older_one(shop: Collection, tmp_path: Path, format_: str) -> None:
    first = [path.read_bytes() for path in write_export(shop, tmp_path / "fresh", format_)]
    write_export(shop, tmp_path / "old", format_, where="folder = '1'")
    again = [path.read_bytes() for path in write_export(shop, tmp_path / "old", format_)]
    assert again == first


@pytest.mark.parametrize(("format_", "module"), [("faiss", "faiss"), ("parquet", "pyarrow")])
def test_a_missing_package_is_named_before_anything_is_written(
    shop: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    install = rf"{module} is not installed; run: pip install 'lookalike\[{format_}\]'"
    with pytest.raises(MissingExtra, match=install):
        write_export(shop, tmp_path / "new", format_)
    assert not (tmp_path / "new").exists()


def test_an_unknown_format_is_an_error(shop: Collection, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are: npy, faiss, jsonl, parquet"):
        write_export(shop, tmp_path, "xls")


def test_a_wrong_condition_is_an_error(shop: Collection, tmp_path: Path) -> None:
    with pytest.raises(FilterError):
        write_export(shop, tmp_path, where="folder =")


def test_a_file_in_the_place_of_the_folder_is_an_error(shop: Collection, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(InputError, match=r"cannot write into .*file: "):
        write_export(shop, tmp_path / "file")
