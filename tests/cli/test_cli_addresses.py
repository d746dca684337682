"""An address where a path is meant, and the password of any address, at the command line."""

import sys

import pytest

from lookalike.cli.main import main

ADDRESS = "postgresql://ann:s3cret@db.example/shop"


@pytest.fixture
def said(capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(command: str) -> str:
        monkeypatch.setattr(sys, "argv", ["lookalike", *command.replace("A", ADDRESS).split()])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code
        out, err = capfd.readouterr()
        return out + err

    yield run
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("index A --into c", ""),
        ("index . --into c --attributes A", "--attributes"),
        ("index . --into c --moved-from A", "--moved-from"),
        ("export c --to A", "--to"),
        ("search id:x --in c --sheet A", "--sheet"),
        ("demo A", ""),
        ("demo --into A", "--into"),
        ("serve c --root A", "--root"),
        ("serve c --home A", "--home"),
        ("serve c --index A", "--index"),
        ("keys list --file A", "--file"),
        ("evaluate --gallery A", "--gallery"),
        ("evaluate --out A", "--out"),
        ("train A --recipe objects-scratch", ""),
        ("train . --recipe objects-scratch --out A", "--out"),
    ],
)
def test_an_option_that_is_a_path_takes_no_address(command, option, said):
    told = said(command)
    want = f"{option} must be" if option else "give"
    assert f"postgresql://ann:***@db.example/shop is an address; {want} a path" in told
    assert "s3cret" not in told


@pytest.mark.parametrize(
    "command",
    [
        "A",
        "index . A --into c",
        "index . --into A",
        "search A --in A",
        "search id:A --in c",
        "search x --in c --limit A",
        "list A",
        "status A",
        "serve A",
        "serve --public-url A",
        "compare A B",
        "evaluate --encoder A --leave-one-out .",
        "train . --recipe A",
    ],
)
def test_no_message_shows_a_password(command, said):
    assert "s3cret" not in said(command)


@pytest.mark.parametrize(
    "words",
    [
        ["index", "", "--into", "c"],
        ["index", ".", "--into", ""],
        ["index", ".", "--into="],
        ["list", ""],
        ["demo", ""],
        ["export", "c", "--to", ""],
        ["serve", ""],
        ["search", "id:x", "--in", ""],
    ],
)
def test_an_empty_text_is_no_path(words, capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["lookalike", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code
    assert "an empty text is no path" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "address", ["me:s3cret@127.0.0.1:1", "//me:s3cret@host/x", "file://me:s3cret@host/x"]
)
@pytest.mark.parametrize("command", ["list", "status", "serve", "index"])
def test_an_address_without_a_scheme_is_told_without_its_password(said, command, address):
    told = said(f"{command} {address}{' --into c' if command == 'index' else ''}")
    assert "s3cret" not in told
    assert "***" in told
