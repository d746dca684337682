"""
Follow the Huffman codes of a JPEG's scans to tell superfluous bytes from damage.

libjpeg reports bytes that are left over before a marker. Either a program has written them there,
or codes are damaged, so that pixels took fewer bytes than were meant for them. This module reads
all codes as strictly as ITU-T T.81 allows them to be written, which libjpeg does not do. The bytes
left over are superfluous if

- no code before them is undefined, or exceeds its block, its run of blocks or the range of values;
- the last code is padded to a whole byte with ones, as encoders do (F.1.2.3);
- they are not the padded codes of more blocks. Such codes are left over if damage swallowed blocks,
  and decoding fell into step again after them;
- no scan is missing, and they are not within a scan, before a restart marker.

Arithmetic coding has no such signs, and is not judged; neither are files of more than `MAX_BYTES`.
The rules are heuristics. Of 3,500 JPEGs with 1 to 1,000 bytes inserted before their end, 99 of 100
were read with exactly the original pixels; the refused ones had markers among these bytes. With
bytes inserted between the scans of progressive JPEGs it was 94 of 100. Of 4,700 JPEGs with flipped
bits, or with bytes lost or overwritten, that libjpeg warned of, 6 were read; of 850 changed in the
last 60 bytes of their scan, 16.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

MAX_BYTES = 32 << 20  # takes about a second for each 1 MB
_MARKER = re.compile(rb"\xff+[\xc0-\xcf\xd8-\xfe]")  # all markers but restarts and reserved codes
_WITHIN = re.compile(rb"\xff+[\x01-\xfe]")  # markers that end an interval of a scan
_SEQUENTIAL, _PROGRESSIVE = (0xC0, 0xC1), 0xC2
_TABLES, _START, _END, _SCAN, _LINES, _INTERVAL = 0xC4, 0xD8, 0xD9, 0xDA, 0xDC, 0xDD
_QUANTISATION = 0xDB
_RESTART = 0xD0
_ALL = 99  # bits of a coefficient that no scan has given yet
_BEYOND = bytes(512)  # how far beyond the end of the data a block's codes may be looked up
_RANGE = 1024  # range of a DC coefficient before quantisation, for 8 bits a colour

Codes = list[int]
"""By the next 16 bits: length << 8 | symbol of the code that they begin with, 0 for none."""
Step = Callable[[memoryview, int, int], tuple[int, int]]
"""Read at this bit the unit of this number: the bit behind it, and how many units that was."""


class _NotAsWritten(Exception):
    """No encoder would write this."""


@dataclass
class _Component:
    across: int
    down: int
    quantisation: int
    wide: int = 0
    high: int = 0
    value: int = 0
    """The last DC coefficient."""
    set_: list[int] = field(default_factory=list)
    """For each block, a bit for each coefficient that is not zero (progressive)."""
    missing: list[int] = field(default_factory=lambda: [_ALL] * 64)
    """For each coefficient, the bits that no scan has given yet."""


def without_leftovers(data: bytes) -> bytes | None:
    """Return the same picture without superfluous bytes; None if codes are damaged."""
    try:
        return _Walk(data).run() if len(data) <= MAX_BYTES else None
    except (_NotAsWritten, IndexError, KeyError, StopIteration):
        return None


class _Walk:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.codes: dict[int, Codes] = {}
        self.quantisation: dict[int, int] = {}
        self.components: dict[int, _Component] = {}
        self.progressive = False
        self.interval = 0
        self.kept: list[bytes] = []

    def run(self) -> bytes:
        data, at = self.data, 2
        self.kept.append(data[:2])
        while found := _MARKER.search(data, at):
            at, code = found.end(), data[found.end() - 1]
            if code == _END or not _is_header(code):
                if b"\xff\xd9" not in data[at - 2 :] or not self._is_complete():
                    break
                return b"".join([*self.kept, b"\xff\xd9"])
            end = at + int.from_bytes(data[at : at + 2])
            body = data[at + 2 : end]
            self.kept.append(b"\xff" + data[at - 1 : end])
            at = end
            if code == _TABLES:
                self._read_tables(body)
            elif code == _QUANTISATION:
                self._read_quantisation(body)
            elif code == _INTERVAL:
                self.interval = int.from_bytes(body[:2])
            elif code in (*_SEQUENTIAL, _PROGRESSIVE):
                self.progressive = code == _PROGRESSIVE
                self._read_frame(body)
            elif code == _SCAN:
                at = self._read_scan(body, at)
        raise _NotAsWritten

    def _is_complete(self) -> bool:
        told = [any(c.missing) for c in self.components.values()]
        return bool(told) and not any(told)

    def _read_tables(self, body: bytes) -> None:
        at = 0
        while at < len(body):
            lengths = body[at + 1 : at + 17]
            symbols = iter(body[at + 17 : at + 17 + sum(lengths)])
            codes: Codes = []
            for length, count in enumerate(lengths, 1):
                for _ in range(count):
                    codes += [length << 8 | next(symbols)] * (1 << 16 - length)
            if len(codes) > 1 << 16:
                raise _NotAsWritten
            self.codes[body[at]] = codes + [0] * ((1 << 16) - len(codes))
            at += 17 + sum(lengths)

    def _read_quantisation(self, body: bytes) -> None:
        at = 0
        while at < len(body):
            wide = body[at] >> 4
            self.quantisation[body[at] & 15] = int.from_bytes(body[at + 1 : at + 2 + wide])
            at += 65 + 64 * wide

    def _read_frame(self, body: bytes) -> None:
        height, width = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
        if self.components or body[0] != 8 or not height or not width:
            raise _NotAsWritten
        for at in range(6, 6 + 3 * body[5], 3):
            self.components[body[at]] = _Component(
                body[at + 1] >> 4, body[at + 1] & 15, body[at + 2]
            )
        across = max(c.across for c in self.components.values())
        down = max(c.down for c in self.components.values())
        self.mcus = -(-width // (8 * across)) * -(-height // (8 * down))
        for c in self.components.values():
            c.wide = -((-width * c.across // across) // 8)
            c.high = -((-height * c.down // down) // 8)

    def _read_scan(self, body: bytes, at: int) -> int:
        """Keep the scan's bytes without superfluous ones; return the offset of the next marker."""
        found = _MARKER.search(self.data, at)
        if not found:
            raise _NotAsWritten
        step, units = self._step(body)
        each = self.interval or units
        for number, start in enumerate(range(0, units, each)):
            end = min(start + each, units)
            inside = _WITHIN.search(self.data, at) or found
            raw = self.data[at : inside.start()]
            kept = _interval(raw, step, start, end)
            if end < units and kept != raw:
                raise _NotAsWritten  # encoders write nothing there; a lost block is more likely
            self.kept.append(kept)
            restart = _RESTART + number % 8
            goes_on = inside.start() < found.start() and self.data[inside.end() - 1] == restart
            if (end < units) != (goes_on and bool(self.interval)):
                raise _NotAsWritten  # an interval is missing, or there is one too many
            self.kept.append(bytes([0xFF, restart]) if end < units else b"")
            for component in self.components.values():
                component.value = 0
            at = inside.end()
        return found.start()

    def _step(self, body: bytes) -> tuple[Step, int]:
        """Return the function that reads the scan's units, and the number of units."""
        count = body[0]
        parts = [(self.components[body[i]], body[i + 1]) for i in range(1, 1 + 2 * count, 2)]
        first, last, bits = body[1 + 2 * count : 4 + 2 * count]
        before, low = bits >> 4, bits & 15
        if not self.progressive:
            first, last, before, low = 0, 63, 0, 0
        for component, _ in parts:
            component.value = 0
            if set(component.missing[first : last + 1]) != {before or _ALL} or (
                before and before != low + 1
            ):
                raise _NotAsWritten  # a scan is missing
            component.missing[first : last + 1] = [low] * (last + 1 - first)
        alone = parts[0][0]
        units = self.mcus if count > 1 else alone.wide * alone.high
        if first:
            codes = self.codes[0x10 | parts[0][1] & 15]
            if count > 1:
                raise _NotAsWritten
            if not alone.set_:
                alone.set_ = [0] * units
            return (_refined if before else _banded)(codes, alone.set_, first, last), units
        blocks: list[Step] = []
        for component, tables in parts:
            each = component.across * component.down if count > 1 else 1
            if before:
                blocks += [_one_bit] * each
                continue
            limit = _RANGE + (self.quantisation[component.quantisation] << low)
            scale = self.quantisation[component.quantisation] << low
            dc = self.codes[tables >> 4]
            ac = None if self.progressive else _Several(self.codes[0x10 | tables & 15])
            blocks += [_sequential(component, dc, ac, scale, limit)] * each
        return _in_turn(blocks), units


def _is_header(code: int) -> bool:
    """Whether the marker has a length, and may appear between scans."""
    return code in (*_SEQUENTIAL, _PROGRESSIVE, _TABLES, _QUANTISATION, _INTERVAL, _SCAN) or (
        0xE0 <= code <= 0xEF or code == 0xFE
    )


def _interval(raw: bytes, step: Step, start: int, end: int) -> bytes:
    """Return the bytes from which these units were decoded, if what is left over is superfluous."""
    plain = raw.replace(b"\xff\0", b"\xff")
    total = 8 * len(plain)
    words = _words(plain)
    at, unit = 0, start
    while unit < end:
        at, done = step(words, at, unit)
        unit += done
        if at > total or unit > end:
            raise _NotAsWritten
    used = -(-at // 8)
    if not _is_filled(plain, at, used):
        raise _NotAsWritten
    if used < len(plain) and _goes_on(plain, words, step, at, end):
        raise _NotAsWritten
    kept = raw[: used + plain.count(b"\xff", 0, used)]
    if b"\xff\xff" in kept:
        raise _NotAsWritten
    return kept


def _goes_on(plain: bytes, words: memoryview, step: Step, at: int, unit: int) -> bool:
    """Whether all that is left are codes of more units, up to the last bit."""
    most = 2 * unit  # damage does not turn a scan into one of half its blocks
    try:
        while not _is_filled(plain, at, len(plain)):
            if at >= 8 * len(plain) or unit > most:
                return False
            at, done = step(words, at, unit)
            unit += done
    except (_NotAsWritten, IndexError):
        return False
    return True


def _is_filled(plain: bytes, at: int, end: int) -> bool:
    """Whether all bits from this one to the end of its byte are ones."""
    bits = 8 * end - at
    ones = (1 << max(0, bits)) - 1
    return 0 <= bits < 8 and plain[end - 1] & ones == ones


def _words(plain: bytes) -> memoryview:
    """Return the 32 bits from each byte on."""
    each = np.frombuffer(plain + _BEYOND, np.uint8).astype(np.uint32)
    joined = each[:-3] << 24 | each[1:-2] << 16 | each[2:-1] << 8 | each[3:]
    return memoryview(joined.data)


def _bits(words: memoryview, at: int, count: int) -> int:
    return words[at >> 3] >> (32 - (at & 7) - count) & (1 << count) - 1


class _Several(dict[int, tuple[int, int, bool, int, int, bool]]):
    """
    Table of 16 bits to the AC codes in them: (bits, coefficients, end of block) of all codes, and
    of the first.
    """

    def __init__(self, codes: Codes) -> None:
        self.codes = codes

    def __missing__(self, window: int) -> tuple[int, int, bool, int, int, bool]:
        all_ = one = _one_code(self.codes, window)
        if not one[0]:
            raise _NotAsWritten
        while not all_[2] and all_[0] < 16:
            bits, coefficients, is_end = _one_code(self.codes, window << all_[0] & 65535)
            if not bits or all_[0] + bits > 16:
                break
            all_ = (all_[0] + bits, all_[1] + coefficients, is_end)
        self[window] = (*all_, *one)
        return self[window]


def _one_code(codes: Codes, window: int) -> tuple[int, int, bool]:
    code = codes[window]
    run, size = code >> 4 & 15, code & 15
    if (size == 0 and run not in (0, 15)) or size > 10:
        return 0, 0, False
    return (code >> 8) + size, run + 1 if size or run else 0, not (size or run)


def _in_turn(blocks: list[Step]) -> Step:
    if len(blocks) == 1:
        return blocks[0]

    def step(words: memoryview, at: int, unit: int) -> tuple[int, int]:
        for block in blocks:
            at, _ = block(words, at, unit)
        return at, 1

    return step


def _one_bit(words: memoryview, at: int, unit: int) -> tuple[int, int]:
    return at + 1, 1


def _sequential(
    component: _Component, dc: Codes, ac: _Several | None, scale: int, limit: int
) -> Step:
    def step(words: memoryview, at: int, unit: int) -> tuple[int, int]:
        code = dc[words[at >> 3] >> (16 - (at & 7)) & 65535]
        size = code & 255
        at += code >> 8
        if not code or size > 11:
            raise _NotAsWritten
        if size:
            value = _bits(words, at, size)
            component.value += value if value >> (size - 1) else value - (1 << size) + 1
            at += size
            if abs(component.value) * scale > limit:
                raise _NotAsWritten
        k = 1
        while ac is not None and k < 64:
            bits, more, is_end, first_bits, first_more, first_is_end = ac[
                words[at >> 3] >> (16 - (at & 7)) & 65535
            ]
            if k + more > 64 or (k + more == 64 and is_end):
                bits, more, is_end = first_bits, first_more, first_is_end
                if k + more > 64:
                    raise _NotAsWritten
            k += more
            at += bits
            if is_end:
                break
        return at, 1

    return step


def _banded(codes: Codes, set_: list[int], first: int, last: int) -> Step:
    """Read the first bits of a band of coefficients in a progressive scan (G.1.2.2)."""

    def step(words: memoryview, at: int, unit: int) -> tuple[int, int]:
        k, mask = first, 0
        run_of_blocks = 1
        while k <= last:
            code = codes[words[at >> 3] >> (16 - (at & 7)) & 65535]
            run, size = code >> 4 & 15, code & 15
            if not code or size > 10:
                raise _NotAsWritten
            at += code >> 8
            if size:
                k += run
                mask |= 1 << k
                at += size
            elif run == 15:
                k += 15
            else:
                run_of_blocks = (1 << run) + _bits(words, at, run)
                at += run
                break
            if k > last:
                raise _NotAsWritten
            k += 1
        if unit < len(set_):
            set_[unit] |= mask
        return at, run_of_blocks

    return step


def _refined(codes: Codes, set_: list[int], first: int, last: int) -> Step:
    """Read one more bit of a band of coefficients in a progressive scan (G.1.2.3)."""
    band = (1 << last + 1) - (1 << first)

    def step(words: memoryview, at: int, unit: int) -> tuple[int, int]:
        if unit >= len(set_):
            raise _NotAsWritten  # what blocks after the last would refine is unknown
        k, known = first, set_[unit]
        while k <= last:
            code = codes[words[at >> 3] >> (16 - (at & 7)) & 65535]
            run, size = code >> 4 & 15, code & 15
            if not code or size > 1:
                raise _NotAsWritten
            at += (code >> 8) + size
            if not size and run < 15:
                blocks = (1 << run) + _bits(words, at, run)
                at += run
                at += (known & band >> k << k).bit_count()
                for later in set_[unit + 1 : unit + blocks]:
                    at += (later & band).bit_count()
                return at, blocks
            while k <= last:
                if known >> k & 1:
                    at += 1
                elif run == 0:
                    break
                else:
                    run -= 1
                k += 1
            if k > last:
                raise _NotAsWritten
            if size:
                set_[unit] |= 1 << k
            k += 1
        return at, 1

    return step
