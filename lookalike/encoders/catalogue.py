"""Look encoders up by name; listing them imports none."""

from functools import cache
from importlib import import_module
from pathlib import Path

from lookalike.encoders.base import Encoder
from lookalike.errors import EncoderError
from lookalike.files.scheme import scheme_of

ENCODERS = {
    "lookalike-base": "lookalike.encoders.onnx.bundled:BundledEncoder",
    "colour": "lookalike.encoders.classical.colour:ColourEncoder",
    "texture": "lookalike.encoders.classical.texture:TextureEncoder",
    "shape": "lookalike.encoders.classical.shape:ShapeEncoder",
}
GROUP = "lookalike.encoders"  # of entry points: NAME = "module:Class"
LEARNED = "lookalike-base"  # the default encoder of the learned part
CLASSICAL = ("colour", "texture", "shape")
DEFAULT = (LEARNED, *CLASSICAL)
RUN = ("model.int8.onnx", "model.onnx")  # in a training's folder; the first that exists is used
PROMISED = ("name", "dim", "size", "fingerprint", "encode")


@cache
def encoders() -> dict[str, str]:
    """Return all encoders, built-in and of installed packages: name to `module:Class`."""
    from importlib.metadata import entry_points  # 20 ms, needed for third-party encoders only

    return {**{point.name: point.value for point in entry_points(group=GROUP)}, **ENCODERS}


def load_encoder(name_or_path: str | Path) -> Encoder:
    """
    Load an encoder by its name, a path to an ONNX file or a training's folder, or `module:Class`.

    EncoderError if there is none; it lists the names.
    """
    spec = str(name_or_path)
    if spec == "learned" and not Path(spec).exists():  # the name of the part, as in `--parts`
        spec = LEARNED
    if spec in ENCODERS:
        return _load_class(ENCODERS[spec])
    if (brought := encoders()).get(spec):
        return _load_class(brought[spec])
    if not scheme_of(spec) and (path := _network(spec)):
        from lookalike.encoders.onnx.network import NetworkEncoder  # not needed for the others

        return NetworkEncoder(path)
    if scheme_of(spec):
        raise EncoderError(
            f"{spec} is an address, and encoders are not downloaded; download the file, and give "
            "its path"
        )
    if ":" in spec:
        return _load_class(spec)
    raise EncoderError(
        f"no encoder {spec!r}; there are: {', '.join(brought)}, a path to an .onnx file, "
        "the folder of a training, or module:Class"
    )


def _network(spec: str) -> Path | None:
    """Return the ONNX file that the text names, if any."""
    path = Path(spec).expanduser()
    if path.suffix.lower() == ".onnx":
        return path
    if not path.is_dir():
        return None
    for name in RUN:
        if (path / name).is_file():
            return path / name
    raise EncoderError(
        f"{path} is not an encoder: it has no {RUN[-1]}, which a finished training writes"
    )


def as_encoder(given: Encoder | str | Path) -> Encoder:
    """Return the encoder, or load the one of this name or path."""
    return load_encoder(given) if isinstance(given, str | Path) else given


def spec_of(encoder: Encoder) -> str:
    """Return the name or path by which `load_encoder` loads this encoder."""
    kind = type(encoder)
    target = f"{kind.__module__}:{kind.__qualname__}"
    is_ours = target in ENCODERS.values()  # searching the installed packages takes a while
    for name, one in (ENCODERS if is_ours else encoders()).items():
        if one == target:
            return name
    path = getattr(encoder, "path", None)
    return str(path) if path else target


def _load_class(target: str) -> Encoder:
    module, _, name = target.partition(":")
    try:
        kind = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise EncoderError(f"the encoder {target} cannot be imported: {error}") from error
    try:
        encoder: Encoder = kind()
    except TypeError as error:
        raise EncoderError(
            f"{target} must be a class whose constructor needs no arguments"
        ) from error
    missing = [wanted for wanted in PROMISED if not hasattr(encoder, wanted)]
    if missing:
        raise EncoderError(f"{target} is not an encoder: it has no {', '.join(missing)}")
    return encoder
