"""What `import lookalike` offers, and how little it loads."""

import subprocess
import sys
from pathlib import Path

import pytest

import lookalike

PUBLIC = {
    "Collection",
    "ComparedReport",
    "ContactSheet",
    "Duplicates",
    "EvaluationReport",
    "Event",
    "Health",
    "Heatmap",
    "Hit",
    "Hits",
    "IndexReport",
    "Item",
    "LookalikeError",
    "Map",
    "MapComparison",
    "PairExplanation",
    "Query",
    "Recipe",
    "RecommendQuery",
    "Searchable",
    "connect",
    "contact_sheet",
    "evaluate",
    "evaluate_compared",
    "explain_pair",
    "find_duplicates",
    "find_in",
    "forget_distinct_in",
    "index_folder",
    "load_encoder",
    "note_distinct_in",
    "quarantine",
    "read_attributes",
    "read_image",
    "retry_failures",
    "save_report",
    "train",
    "tune",
    "undo_quarantine",
}
LABORATORY = ("torch", "onnxruntime", "matplotlib", "sklearn")
HEAVY = ("numpy", "PIL", "qdrant_edge", "typer", "rich", "watchfiles", *LABORATORY)


def loaded_after(statement: str) -> set[str]:
    """The packages that a fresh interpreter has loaded."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_public_names_are_these() -> None:
    assert set(lookalike.__all__) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_leads_to_its_object(name: str) -> None:
    assert getattr(lookalike, name).__name__ == name


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_is_documented(name: str) -> None:
    assert getattr(lookalike, name).__doc__


def test_dir_shows_the_public_names() -> None:
    assert set(dir(lookalike)) >= PUBLIC


def test_a_name_that_is_not_public_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        lookalike.nosuch  # noqa: B018


def test_everything_is_imported_by_a_star() -> None:
    names: dict[str, object] = {}
    exec("from lookalike import *", names)
    assert set(names) >= PUBLIC


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import lookalike").isdisjoint(HEAVY)


def test_what_a_notebook_shows_is_loaded_only_there() -> None:
    statement = "import lookalike.collection, sys; assert 'lookalike.notebook' not in sys.modules"
    assert loaded_after(statement)


def test_the_network_is_loaded_only_where_an_address_is_read() -> None:
    assert loaded_after("import lookalike.cli.search").isdisjoint({"http", "ssl", "socket"})


def test_a_client_loads_no_engine_and_no_http_package() -> None:
    loaded = loaded_after("from lookalike import connect")
    assert loaded.isdisjoint({"qdrant_edge", "onnxruntime", "httpx", "requests", "fastapi"})


def test_the_words_load_no_codec_engine_or_door() -> None:
    heavy = set(HEAVY) - {"numpy"}
    assert loaded_after("from lookalike import Hit, Item, LookalikeError").isdisjoint(heavy)


def test_a_collection_without_a_network_needs_no_onnxruntime() -> None:
    assert "onnxruntime" not in loaded_after("from lookalike import Collection, load_encoder")


def test_training_and_evaluation_are_at_hand_before_torch_is() -> None:
    statement = "from lookalike import EvaluationReport, Recipe, evaluate, train"
    assert loaded_after(statement).isdisjoint(LABORATORY)


def test_training_without_its_extra_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(lookalike.LookalikeError, match=r"pip install 'lookalike\[train\]'"):
        lookalike.train(tmp_path, "clothes-scratch", tmp_path / "run")


def test_listing_the_encoders_imports_none() -> None:
    loaded = loaded_after("import lookalike.encoders.catalogue")
    assert loaded.isdisjoint({"PIL", "onnxruntime"})


def test_the_command_line_loads_neither_network_nor_watcher() -> None:
    assert loaded_after("import lookalike.cli.main").isdisjoint({"onnxruntime", "watchfiles"})
