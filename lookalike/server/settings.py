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
    """Settings of a server; the defaults suit one machine and trusted users."""

    limits: Limits = field(default_factory=limits_in_force)
    """Size limits of each image; uploads and downloads are limited by `sent` as well."""
    max_body_bytes: int = 200_000_000
    """Largest request body, in bytes."""
    reception_bytes: int = 512_000_000
    """Bytes of all request bodies held at once; large ones are kept in files."""
    body_pause_s: float = 15.0
    """Longest pause between bytes of a body; then the connection is closed."""
    body_grace_s: float = 20.0
    """Time allowed for a body, in addition to its size divided by `body_rate`."""
    body_rate: int = 20_000
    """Lowest rate of a body, in bytes per second."""
    head_s: float = 15.0
    """
    Time limit from the first byte of a request, or a new connection, to the end of the headers.
    """
    max_images: int = 10_000
    """Most images in one request."""
    max_limit: int = 1_000
    """Most results in one response."""
    threads: int = 4 * cores()
    """
    Concurrent requests; more than the cores, so that encoder batches fill while images decode.
    """
    queue: int = 64
    """Requests that may wait for a thread; more are refused."""
    timeout_s: float = 60.0
    """Time limit for the work of one request, without waiting; large pictures get more."""
    fetches: bool = True
    """Whether images are downloaded from http addresses in requests."""
    fetches_private: bool = False
    """Whether these may be on this machine and in private networks."""
    fetch_timeout_s: float = 10.0
    """Time limit for one download, from the DNS lookup to the last byte."""
    fetches_at_once: int = 16
    """Concurrent downloads over all requests, on threads of their own."""
    fetch_queue: int = 16
    """Downloads that may wait; requests with more are refused."""
    roots: tuple[Path, ...] = ()
    """Folders from which, and from below which, collections may be made."""
    home: Path | None = None
    """Folder for new collections; None if none may be made."""
    calibrates: bool = True
    """Whether scores are calibrated in quiet moments, so that searches end where relevance does."""
    moves_files: bool = True
    """Whether requests may move the files of items to a quarantine, and back."""
    quarantine: Path | None = None
    """Folder of all quarantines; None for a folder beside each collection."""
    hosts: tuple[str, ...] = LOOPBACK
    """
    Host names of the server, in lower case and without ports. Requests to other names are refused:
    another site may point its own name at this server (DNS rebinding).
    """
    any_address: bool = False
    """Whether requests to any IP address are accepted; no other site can have one as its name."""
    public_urls: tuple[str, ...] = ()
    """Public addresses of a proxy in front of the server, such as https://photos.example.org."""
    keys: Keys | None = None
    """API keys; None requires no key."""
    thumbnail_bytes: int = 64_000_000
    """Size of the thumbnail cache, in bytes."""
    upload_bytes: int = 256_000_000
    """Size of the cache of uploaded query pictures, in bytes."""
    sent_memory: int = 1_100_000_000
    """Memory limit for decoding one uploaded or downloaded picture, with its file, in bytes."""
    web: Path = WEB
    """The page's files, served at `/` if the folder exists."""

    @property
    def makes_collections(self) -> bool:
        """Whether requests may make collections."""
        return self.home is not None and bool(self.roots)

    @property
    def named_roots(self) -> dict[str, Path]:
        """The roots by folder name; of two with one name, the first."""
        return {root.resolve().name: root.resolve() for root in reversed(self.roots)}

    @property
    def max_image_bytes(self) -> int:
        """
        Largest uploaded image, in bytes: it must fit into a request and into the upload cache.
        """
        return min(self.limits.max_bytes, self.max_body_bytes, self.upload_bytes)

    @property
    def sent(self) -> Limits:
        """Size limits of an uploaded or downloaded image."""
        memory = min(self.limits.max_memory, self.sent_memory)
        return replace(self.limits, max_bytes=self.max_image_bytes, max_memory=memory)

    def admitting(self, limits: Limits) -> "Settings":
        """Return settings with these image limits, and with the other limits raised to fit."""
        return replace(
            self,
            limits=limits,
            max_body_bytes=max(self.max_body_bytes, limits.max_bytes + FORM_BYTES),
            upload_bytes=max(self.upload_bytes, limits.max_bytes),
            sent_memory=self.sent_memory
            if limits.max_memory == LIMITS.max_memory
            else limits.max_memory,
        )
