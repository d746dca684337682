"""Whatever is wrong, one line says what happened, to what, and what to do; nobody sees a trace."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Outcome


def said(outcome: Outcome) -> str:
    """The one line of an error of ours."""
    assert (outcome.status, outcome.out) == (1, "")
    lines = outcome.err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    return lines[0].removeprefix("error: ")


SEARCHES = {
    ("gone.jpg",): "cannot use gone.jpg: no such file",
    ("[red]gone[/nope] :smile: é.jpg",): "cannot use [red]gone[/nope] :smile: é.jpg: no such file",
    ("line\nbreak.jpg",): "cannot use line break.jpg: no such file",
    ("\x1b[31mred.jpg",): "cannot use \\x1b[31mred.jpg: no such file",
    (".",): "cannot use .: it is a folder, not an image",
    ("id:zzz",): "no item 'zzz'; `lookalike list` shows those that there are",
    (
        "ftp://here/a.jpg",
    ): "cannot use ftp://here/a.jpg: only http and https addresses can be downloaded",
    ("x.jpg", "--weights", "colr=1"): "no part 'colr'; there are: colour, texture, shape",
    ("x.jpg", "--weights", "colour"): "cannot read weights 'colour'; write colour=.35,texture=.15",
    ("x.jpg", "--weights", ""): "cannot read weights ''; write colour=.35,texture=.15",
    ("x.jpg", "--weights", "colour=-1"): "the weight of colour must be 0 or more, not -1.0",
    ("x.jpg", "--weights", "colour=nan"): "the weight of colour must be 0 or more, not nan",
    ("x.jpg", "--weights", "colour=0"): "at least one weight must be above 0",
    ("x.jpg", "--where", "price <"): "expected a number, true, false, or text in single quotes at "
    "character 8 of the condition: price <",
    ("x.jpg", "--where", ""): "expected the name of an attribute at character 1 of the condition: ",
    ("x.jpg", "--crop", "1,2,3"): "cannot read the crop '1,2,3'; write x,y,w,h in pixels, or as "
    "fractions: .25,.25,.5,.5",
    ("x.jpg", "--crop", "900,0,9,9"): "the crop contains no pixel of the image, which is 96 x 96",
    ("x.jpg", "-k", "10001"): "limit must be 1 to 10,000, not 10001",
}


@pytest.mark.parametrize(("arguments", "message"), SEARCHES.items())
def test_a_search_that_makes_no_sense_is_one_line(
    lookalike: Command,
    indexed: Path,
    pictures: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(indexed.parent)
    named = [pictures[0] if argument == "x.jpg" else argument for argument in arguments]
    assert said(lookalike("search", *named, "--in", indexed)) == message


def test_a_file_that_is_no_image_is_named(
    lookalike: Command, indexed: Path, catalogue: Path
) -> None:
    table = catalogue / "attributes.csv"
    message = said(lookalike("search", table, "--in", indexed))
    assert message.startswith(f"cannot use {table}: not an image of a known format")


@pytest.mark.parametrize("command", ["status", "list", "failures"])
def test_a_collection_that_is_not_there_is_named(
    lookalike: Command, tmp_path: Path, command: str
) -> None:
    gone = tmp_path / "[gone]"
    assert said(lookalike(command, gone)) == (
        f"there is no collection at {gone}; make one: lookalike index FOLDER --into {gone}"
    )


def test_a_folder_of_photos_is_no_collection(lookalike: Command, catalogue: Path) -> None:
    message = said(lookalike("status", catalogue))
    assert message.startswith(f"there is no collection at {catalogue}")


def test_a_folder_of_photos_does_not_become_a_collection(
    lookalike: Command, catalogue: Path
) -> None:
    message = said(lookalike("index", catalogue, "--into", catalogue))
    assert f"{catalogue} holds other files" in message
    assert message.endswith("name a new folder for the collection")


def test_a_scheme_without_a_store_is_named(lookalike: Command) -> None:
    message = said(lookalike("status", "gopher://shop/collection"))
    assert message.startswith("no store for gopher:// addresses; there are: a folder")


def test_a_place_that_cannot_be_written_is_named(lookalike: Command, catalogue: Path) -> None:
    place = catalogue / "attributes.csv" / "collection"
    assert said(lookalike("index", catalogue, "--into", place)) == (
        f"cannot open a collection at {place}: Not a directory; "
        "check the path and your rights to it"
    )


def test_a_missing_folder_makes_no_collection(lookalike: Command, tmp_path: Path) -> None:
    message = said(lookalike("index", tmp_path / "photos", "--into", tmp_path / "new"))
    assert message == f"no folder {tmp_path / 'photos'}; check the path"
    assert not (tmp_path / "new").exists()


def test_a_file_is_no_folder_to_index(
    lookalike: Command, pictures: list[Path], tmp_path: Path
) -> None:
    message = said(lookalike("index", pictures[0], "--into", tmp_path / "new"))
    assert message == f"{pictures[0]} is a file; name the folder that contains it"


PARTS = {
    ("--parts", "colour,colr"): "no part 'colr'; there are: learned, colour, texture, shape",
    ("--parts", ""): "no part ''; there are: learned, colour, texture, shape",
    (
        "--parts",
        "colour",
        "--encoder",
        "a.onnx",
    ): "--encoder is the network of the learned part; add learned to --parts",
    ("--parts", "colour,colour"): "each part needs one encoder and a unique name, not "
    "['colour', 'colour']",
    ("--encoder", "a.jpg"): "no encoder 'a.jpg'; there are: lookalike-base, colour, texture, "
    "shape, a path to an .onnx file, the folder of a training, or module:Class",
}


@pytest.mark.parametrize(("arguments", "message"), PARTS.items())
def test_parts_that_make_no_sense_are_one_line(
    lookalike: Command, catalogue: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    assert said(lookalike("index", catalogue, "--into", tmp_path / "new", *arguments)) == message
    assert not (tmp_path / "new").exists()


def test_a_network_that_is_not_there_is_named(
    lookalike: Command, catalogue: Path, tmp_path: Path
) -> None:
    network = tmp_path / "gone.onnx"
    into = tmp_path / "new"
    message = said(lookalike("index", catalogue, "--into", into, "--encoder", network))
    assert message == f"the network {network} cannot be read: No such file or directory"


def test_collections_of_other_encoders_do_not_mix(
    lookalike: Command, catalogue: Path, own: Path
) -> None:
    message = said(lookalike("index", catalogue, "--into", own, "--parts", "colour"))
    assert message.startswith("the collection was made with other encoders (shape, texture differ)")
    assert message.endswith("index into a new collection")


def test_a_table_that_is_not_there_is_named(
    lookalike: Command, catalogue: Path, tmp_path: Path
) -> None:
    table = tmp_path / "gone.csv"
    into = tmp_path / "new"
    message = said(lookalike("index", catalogue, "--into", into, "--attributes", table))
    assert message.startswith(f"{table} cannot be read: No such file")


def test_an_unknown_item_is_named(lookalike: Command, indexed: Path) -> None:
    assert said(lookalike("show", indexed, "zzz")).startswith("no item 'zzz'")


def test_removing_wants_to_know_what(lookalike: Command, own: Path) -> None:
    message = said(lookalike("remove", own))
    assert message == "name what to remove: ids, or a condition with --where"


def test_an_unknown_format_is_named(lookalike: Command, indexed: Path, tmp_path: Path) -> None:
    message = said(lookalike("export", indexed, "--to", tmp_path, "--format", "xls"))
    assert message == "no export format 'xls'; there are: npy, faiss, jsonl, parquet"


def test_an_export_into_a_file_is_refused(
    lookalike: Command, indexed: Path, pictures: list[Path]
) -> None:
    message = said(lookalike("export", indexed, "--to", pictures[0]))
    assert message.startswith(f"cannot write into {pictures[0]}: ")


def test_a_sheet_that_cannot_be_written_is_named(
    lookalike: Command, indexed: Path, pictures: list[Path]
) -> None:
    sheet = pictures[0] / "sheet.png"
    message = said(lookalike("search", pictures[0], "--in", indexed, "--sheet", sheet))
    assert message.startswith(f"cannot write {sheet}: ")


def test_an_unknown_encoder_is_named(lookalike: Command) -> None:
    message = said(lookalike("encoders", "--show", "colr"))
    assert message.startswith("no encoder 'colr'; there are: lookalike-base, colour, texture")


WRONG_CALLS = [
    (),
    ("nosuch",),
    ("[/nosuch]",),
    ("search",),
    ("search", "a.jpg"),
    ("search", "--in", "collection"),
    ("search", "a.jpg", "--in", "collection", "-k", "0"),
    ("search", "a.jpg", "--in", "collection", "-k", "many"),
    ("search", "a.jpg", "--in", "collection", "-k", "[/many]"),
    ("search", "a.jpg", "--in", "collection", "--nosuch"),
    ("index", "folder"),
    ("list",),
    ("show", "collection"),
    ("export", "collection"),
]


@pytest.mark.parametrize("arguments", WRONG_CALLS)
def test_a_wrong_call_shows_the_usage(lookalike: Command, arguments: tuple[str, ...]) -> None:
    outcome = lookalike(*arguments)
    assert outcome.status == 2
    assert "Usage: lookalike" in outcome.err + outcome.out
