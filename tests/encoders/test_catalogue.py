"""An encoder is found by its name, its file or its class; what is none is said."""

from pathlib import Path

import pytest

from lookalike.encoders.catalogue import (
    CLASSICAL,
    DEFAULT,
    ENCODERS,
    LEARNED,
    PROMISED,
    load_encoder,
    spec_of,
)
from lookalike.encoders.classical.colour import ColourEncoder
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import EncoderError
from tests.contracts.encoder_contract import pixels, scene


class MyEncoder(ColourEncoder):
    """One of a user's own."""

    name = "mine"


class Greedy(ColourEncoder):
    """Cannot be made without being told more."""

    def __init__(self, more: int) -> None:
        super().__init__()


class NoEncoder:
    """Has a name and nothing else."""

    name = "nothing"


@pytest.mark.parametrize("name", ENCODERS)
def test_a_name_loads_the_encoder_of_that_name(name: str) -> None:
    assert load_encoder(name).name == ("learned" if name == LEARNED else name)


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_has_all_that_is_promised(name: str) -> None:
    encoder = load_encoder(name)
    assert all(hasattr(encoder, promised) for promised in PROMISED)
    assert encoder.encode([pixels(scene())]).shape == (1, encoder.dim)


def test_the_usual_ones_are_among_them() -> None:
    assert set(CLASSICAL) < set(DEFAULT) <= set(ENCODERS)


@pytest.mark.parametrize("name", ["tiny.onnx", "TINY.ONNX"])
def test_a_path_loads_a_network(tmp_path: Path, name: str) -> None:
    from tests.encoders.tiny_network import make_network

    assert isinstance(load_encoder(make_network(tmp_path / name)), NetworkEncoder)


def test_a_class_is_loaded_by_its_module_and_name() -> None:
    assert load_encoder(f"{__name__}:MyEncoder").name == "mine"


@pytest.mark.parametrize("spec", [*ENCODERS, f"{__name__}:MyEncoder"])
def test_an_encoder_is_loaded_again_by_its_spec(spec: str) -> None:
    assert spec_of(load_encoder(spec)) == spec


def test_an_unknown_name_is_answered_by_what_there_is() -> None:
    with pytest.raises(EncoderError) as error:
        load_encoder("colr")
    assert str(error.value) == (
        "no encoder 'colr'; there are: lookalike-base, colour, texture, shape, a path to an .onnx "
        "file, the folder of a training, or module:Class"
    )


@pytest.mark.parametrize("spec", ["no.such.module:Encoder", "json:NoSuch", ":", "json:"])
def test_a_class_that_is_not_there_is_named(spec: str) -> None:
    with pytest.raises(EncoderError, match=f"the encoder {spec} cannot be imported"):
        load_encoder(spec)


def test_a_class_that_wants_arguments_is_refused() -> None:
    with pytest.raises(
        EncoderError, match="Greedy must be a class whose constructor needs no arguments"
    ):
        load_encoder(f"{__name__}:Greedy")


def test_a_class_that_is_no_encoder_is_refused() -> None:
    with pytest.raises(EncoderError, match="is not an encoder: it has no dim, size, fingerprint"):
        load_encoder(f"{__name__}:NoEncoder")
