"""A download connection with a total timeout, which another thread can close."""

import io
import socket
import time
from contextlib import suppress
from threading import Lock
from typing import Any


class Line:
    """What holds of all the connections that a download makes, after redirects too."""

    def __init__(self, timeout_s: float) -> None:
        self._end = time.monotonic() + timeout_s
        self._socket: socket.socket | None = None
        self._is_cut, self._guard = False, Lock()

    def left_s(self) -> float:
        """Seconds that are left, above 0; TimeoutError where there are none."""
        left_s = self._end - time.monotonic()
        if left_s <= 0 or self._is_cut:
            raise TimeoutError
        return left_s

    @property
    def is_idle(self) -> bool:
        """Whether nothing is connected yet."""
        return self._socket is None

    def hold(self, connected: socket.socket) -> None:
        """This is the socket to cut."""
        with self._guard:
            self._socket = connected
            is_late = self._is_cut
        if is_late:
            self.cut()

    def cut(self) -> None:
        """End it at once, whoever waits for what: nobody wants it any more."""
        with self._guard:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):  # it has ended already
                    # That of the plain class: TLS would say goodbye first, and not be safe here.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class TimedSocket:
    """What http.client uses of a socket; each wait is as long as the line has left."""

    def __init__(self, connected: socket.socket, line: Line) -> None:
        self._socket, self._line = connected, line
        self._file: io.BufferedReader | None = None

    def sendall(self, data: bytes) -> None:
        """All of it, or TimeoutError."""
        self._socket.settimeout(self._line.left_s())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """To read from; closing it closes the socket."""
        self._file = io.BufferedReader(_Incoming(self._socket, self._line))
        return self._file

    def close(self) -> None:
        """Unless the answer is still read, which http.client closes on its own."""
        if self._file is None or self._file.closed:
            self._socket.close()


class _Incoming(io.RawIOBase):
    def __init__(self, connected: socket.socket, line: Line) -> None:
        self._socket, self._line = connected, line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Called for each piece: a server that drips has no more time than one that is quick."""
        self._socket.settimeout(self._line.left_s())
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        self._socket.close()
        super().close()
