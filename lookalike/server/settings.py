"""Permissions and limits of a server, set by its operator."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from lookalike.images.limits import LIMITS, Limits, limits_in_force
from lookalike.server.keys import Keys
from lookalike.system.cores import cores

WEB = Path(__file__).parents[1] / "web"
FORM_BYTES = 1_000_000  # of a request, beside its image
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Settings:
    """The defaults suit one machine and people who are trusted with what is served."""

    limits: Limits = field(default_factory=limits_in_force)
    """Of each image; those that are sent or fetched are held to `sent` as well."""
    max_body_bytes: int = 200_000_000
    """Of a whole request."""
    reception_bytes: int = 512_000_000
    """Of all bodies that arrive or are worked on, over all requests; large ones lie in files."""
    body_pause_s: float = 15.0
    """Without a byte of a body: then the client is hung up on."""
    body_grace_s: float = 20.0
    """For a body, beside the time that it takes at `body_rate`."""
    body_rate: int = 20_000
    """Bytes a second that a body must come with, at least."""
    head_s: float = 15.0
    """From the first byte of a request, or of a connection, to the end of its headers."""
    max_images: int = 10_000
    """Put by one request."""
    max_limit: int = 1_000
    """Results in one answer."""
    threads: int = 4 * cores()
    """Requests in work at once: while some decode, the others fill a batch for the encoders."""
    queue: int = 64
    """Requests that wait beyond those; more are refused."""
    timeout_s: float = 60.0
    """For the work of one request, beside its waiting; a large picture is given more."""
    fetches: bool = True
    """Whether images are fetched from the http addresses that a request names."""
    fetches_private: bool = False
    """Whether those may be of this machine and of private networks."""
    fetch_timeout_s: float = 10.0
    """For one address as a whole, from looking up its name to its last byte."""
    fetches_at_once: int = 16
    """Addresses read at a time, over all requests, on threads that do nothing else."""
    fetch_queue: int = 16
    """Addresses that wait beyond those; requests that name more are refused."""
    roots: tuple[Path, ...] = ()
    """Folders from which, and from below which, collections may be made."""
    home: Path | None = None
    """Where such collections are put; None where none may be made."""
    hosts: tuple[str, ...] = LOOPBACK
    """Names by which the server may be called, in lower case and without ports: another site may
    have a name of its own lead here, and its page must not be taken for ours."""
    any_address: bool = False
    """Whether it may also be called by any IP address, which no other site can have."""
    public_urls: tuple[str, ...] = ()
    """Addresses at which people reach it where something in front passes their requests on, such
    as https://photos.example.org."""
    keys: Keys | None = None
    """Asked for of everybody; None lets everybody in."""
    thumbnail_bytes: int = 64_000_000
    """Of thumbnails remembered."""
    upload_bytes: int = 256_000_000
    """Of pictures that were sent to search by and are kept in memory."""
    sent_memory: int = 1_100_000_000
    """Bytes that decoding a picture may take that is sent or fetched, with its file."""
    web: Path = WEB
    """The page's files, served at `/` where there are some."""

    @property
    def makes_collections(self) -> bool:
        """Whether there are folders to make them from, and a place to put them."""
        return self.home is not None and bool(self.roots)

    @property
    def named_roots(self) -> dict[str, Path]:
        """By the names of their folders; of two of one name, the first."""
        return {root.resolve().name: root.resolve() for root in reversed(self.roots)}

    @property
    def max_image_bytes(self) -> int:
        """Of one image that is uploaded: it must also fit a request, and where it is kept."""
        return min(self.limits.max_bytes, self.max_body_bytes, self.upload_bytes)

    @property
    def sent(self) -> Limits:
        """Of one image that is sent or fetched."""
        memory = min(self.limits.max_memory, self.sent_memory)
        return replace(self.limits, max_bytes=self.max_image_bytes, max_memory=memory)

    def admitting(self, limits: Limits) -> "Settings":
        """With these limits of an image, and with room for one that has as many bytes."""
        return replace(
            self,
            limits=limits,
            max_body_bytes=max(self.max_body_bytes, limits.max_bytes + FORM_BYTES),
            upload_bytes=max(self.upload_bytes, limits.max_bytes),
            sent_memory=self.sent_memory
            if limits.max_memory == LIMITS.max_memory
            else limits.max_memory,
        )
