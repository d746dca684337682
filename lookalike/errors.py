"""All exceptions that Lookalike raises on purpose.

LookalikeError
├── MissingExtra          an optional package is not installed
├── ImageError            a file could not be read as an image
│   ├── UnknownFormat     not an image, or of an unsupported format
│   ├── DamagedImage      starts like an image, but cannot be decoded
│   ├── ImageTooLarge     over a limit on bytes or pixels
│   └── ImageUnreachable  the file or address cannot be read
├── EncoderError          a network or descriptor cannot be loaded or run
│   └── NoPlaces          no encoder supports heat-maps
├── QueryError            an invalid query
│   ├── FilterError       a condition that cannot be parsed
│   ├── NotCalibrated     what its scores mean is not known
│   ├── UnknownItem       no item has that id
│   └── UnknownUpload     the server has no such upload, or no longer has it
├── StoreError            the collection on disk could not be read or written
│   ├── CollectionNotFound
│   ├── CollectionInUse   another process has it open
│   ├── EncodersDiffer    it was made with other encoders
│   └── StoreFull         the disk is full
├── InputError            an invalid folder, table or option
└── ServerError           a server cannot be reached, is too busy, or is not a Lookalike server
    └── KeyNeeded         it requires an API key, and the request had none or a wrong one
"""

from lookalike.files.passwords import without_passwords


class LookalikeError(Exception):
    """
    Base class; the message says what happened, to what, and what to do next.

    Passwords of addresses that are quoted in it are hidden.
    """

    def __init__(self, *told: object) -> None:
        super().__init__(*(without_passwords(x) if isinstance(x, str) else x for x in told))


class MissingExtra(LookalikeError):
    """An optional package is not installed."""


class ImageError(LookalikeError):
    """A file could not be read as an image; the message is the reason, without the file's name."""


class UnknownFormat(ImageError):
    """Not an image, or of an unsupported format."""


class DamagedImage(ImageError):
    """Starts like an image, but cannot be decoded completely."""


class ImageTooLarge(ImageError):
    """Exceeds the limit on bytes or pixels."""


class ImageUnreachable(ImageError):
    """The file or address cannot be read."""


class EncoderError(LookalikeError):
    """A network or descriptor cannot be loaded or run."""


class NoPlaces(EncoderError):
    """No encoder supports heat-maps."""


class QueryError(LookalikeError):
    """A query that is invalid."""


class FilterError(QueryError):
    """A condition that cannot be parsed."""


class NotCalibrated(QueryError):
    """What the scores mean is not known: too few items, or a query of another kind."""


class UnknownItem(QueryError):
    """No item has that id."""


class UnknownUpload(QueryError):
    """The server has no upload of that id, or no longer has it."""


class StoreError(LookalikeError):
    """The collection on disk could not be read or written."""


class CollectionNotFound(StoreError):
    """There is no collection at that address."""


class CollectionInUse(StoreError):
    """Another process has the collection open."""


class EncodersDiffer(StoreError):
    """The collection was made with other encoders."""


class StoreFull(StoreError):
    """The disk is full; everything acknowledged before is kept."""


class InputError(LookalikeError):
    """An invalid folder, table or option."""


class ServerError(LookalikeError):
    """A server cannot be reached, is too busy, or is not a Lookalike server."""


class KeyNeeded(ServerError):
    """The server requires an API key, and the request had none or a wrong one."""


def class_name(error: LookalikeError) -> str:
    """The name of its class, or of the nearest base class in this module: clients know these."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == __name__)
