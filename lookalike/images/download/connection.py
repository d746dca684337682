"""A download connection with a total timeout, which another thread can close."""

import io
import socket
import time
from contextlib import suppress
from threading import Lock
from typing import Any


class Line:
    """Time limit and cancellation of a download, over all its connections and redirects."""

    def __init__(self, timeout_s: float) -> None:
        self._end = time.monotonic() + timeout_s
        self._socket: socket.socket | None = None
        self._is_cut, self._guard = False, Lock()

    def left_s(self) -> float:
        """Return the seconds left, above 0; TimeoutError if there are none."""
        left_s = self._end - time.monotonic()
        if left_s <= 0 or self._is_cut:
            raise TimeoutError
        return left_s

    @property
    def is_idle(self) -> bool:
        """Whether nothing is connected yet."""
        return self._socket is None

    def hold(self, connected: socket.socket) -> None:
        """Set the socket that `cut` closes."""
        with self._guard:
            self._socket = connected
            is_late = self._is_cut
        if is_late:
            self.cut()

    def cut(self) -> None:
        """Abort the download at once, also while a thread waits for it."""
        with self._guard:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):  # it has ended already
                    # That of the plain class: TLS would say goodbye first, and not be safe here.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class TimedSocket:
    """The socket methods that http.client uses; each wait ends when the line's time is up."""

    def __init__(self, connected: socket.socket, line: Line) -> None:
        self._socket, self._line = connected, line
        self._file: io.BufferedReader | None = None

    def sendall(self, data: bytes) -> None:
        """Send everything; TimeoutError if time runs out."""
        self._socket.settimeout(self._line.left_s())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return a file to read from; closing it closes the socket."""
        self._file = io.BufferedReader(_Incoming(self._socket, self._line))
        return self._file

    def close(self) -> None:
        """Close the socket, unless a response is being read, which closes it later."""
        if self._file is None or self._file.closed:
            self._socket.close()


class _Incoming(io.RawIOBase):
    def __init__(self, connected: socket.socket, line: Line) -> None:
        self._socket, self._line = connected, line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Called for each piece, so slow servers have no more time than fast ones."""
        self._socket.settimeout(self._line.left_s())
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        self._socket.close()
        super().close()
