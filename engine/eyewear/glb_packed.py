"""Numbers packed by EXT_meshopt_compression, unpacked: attributes, triangles, indices, and two of the filters.

Written from the extension's specification (Khronos, ratified); plain Python, so that a damaged file can do no more
than raise ValueError or IndexError.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from engine.types import ByteArray, FloatArray

_GROUP = 16
_TAIL_BYTES = 32
_LARGEST_BLOCK_BYTES, _LARGEST_BLOCK = 8192, 256
_BITS = {1: 2, 2: 4}
"""Of a delta, by the mode of its group."""
_DELTAS = {
    bits: [
        bytes(byte >> shift & (1 << bits) - 1 for shift in range(8 - bits, -1, -bits)) for byte in range(256)
    ]
    for bits in _BITS.values()
}
_ZIGZAG: ByteArray = np.array([value >> 1 ^ (-(value & 1) & 255) for value in range(256)], dtype=np.uint8)
_WIDEST = 256
_TABLE_BYTES = 16
_EXPLICIT = 15
_MOST_VARINT_BYTES = 5


def unpacked(source: memoryview, count: int, width: int, mode: str, name_of_filter: str) -> bytes:
    """`count` elements of `width` bytes. Raises ValueError or IndexError when the packing does not hold."""
    if mode == "ATTRIBUTES":
        return _FILTERS[name_of_filter](_attributes(source, count, width))
    if width not in (2, 4):
        raise ValueError(width)
    found = _triangles(source, count) if mode == "TRIANGLES" else _indices(source, count)
    return np.fromiter(found, dtype=np.uint32, count=count).astype(f"<u{width}").tobytes()


def _attributes(source: memoryview, count: int, width: int) -> ByteArray:
    if source[0] != 0xA0 or width % 4 or not 0 < width <= _WIDEST:
        raise ValueError(width)
    rows = np.empty((count, width), dtype=np.uint8)
    last = np.frombuffer(source[-width:], dtype=np.uint8)
    most = min(_LARGEST_BLOCK_BYTES // width & ~15, _LARGEST_BLOCK)
    at, end = 1, len(source) - max(width, _TAIL_BYTES)
    for first in range(0, count, most):
        size = min(most, count - first)
        for column in range(width):
            deltas, at = _column(source, at, end, -(-size // _GROUP))
            steps = _ZIGZAG[np.frombuffer(deltas, dtype=np.uint8)[:size]]
            steps[0] += last[column]
            rows[first : first + size, column] = np.cumsum(steps, dtype=np.uint8)
        last = rows[first + size - 1]
    return rows


def _column(source: memoryview, at: int, end: int, groups: int) -> tuple[bytearray, int]:
    """The deltas of one byte of a block's elements, still zigzag, and where the next column begins."""
    head, at = source[at : at + -(-groups // 4)], at + -(-groups // 4)
    deltas = bytearray()
    for group in range(groups):
        mode = head[group // 4] >> group % 4 * 2 & 3
        if mode == 0:
            deltas += bytes(_GROUP)
        elif mode == 3:
            deltas += source[at : at + _GROUP]
            at += _GROUP
        else:
            at = _sentinel_group(source, at, _BITS[mode], deltas)
        if at > end or len(deltas) != (group + 1) * _GROUP:
            raise ValueError(at)
    return deltas, at


def _sentinel_group(source: memoryview, at: int, bits: int, deltas: bytearray) -> int:
    """Adds 16 deltas of 2 or 4 bits; those with all bits set stand as bytes behind them."""
    at, packed = at + 2 * bits, source[at : at + 2 * bits]
    small = b"".join(map(_DELTAS[bits].__getitem__, packed))
    sentinel = (1 << bits) - 1
    outside = small.count(sentinel)
    if outside:
        whole = iter(source[at : at + outside].tolist())
        small = bytes(next(whole, 0) if delta == sentinel else delta for delta in small)
    deltas += small
    return at + outside


class _Varints:
    """Numbers of seven bits a byte, read one after the other."""

    def __init__(self, source: memoryview, at: int) -> None:
        self._source = source
        self._at = at
        self._last = 0

    def byte(self) -> int:
        self._at += 1
        return self._source[self._at - 1]

    def number(self) -> int:
        value = 0
        for place in range(_MOST_VARINT_BYTES):
            byte = self.byte()
            value |= (byte & 127) << 7 * place
            if byte < 128:
                break
        return value & 0xFFFFFFFF

    def index(self) -> int:
        """Told as a step from the last one told."""
        self._last = self._last + _signed(self.number()) & 0xFFFFFFFF
        return self._last

    def beside(self, step: int) -> int:
        self._last = self._last + step & 0xFFFFFFFF
        return self._last


def _signed(value: int) -> int:
    return ~(value >> 1) if value & 1 else value >> 1


class _Triangles:
    """The state that each triangle of the packing refers to: recent edges, recent corners, the next new one."""

    def __init__(self, source: memoryview, count: int) -> None:
        self._codes = source[1 : 1 + count]
        self._table = source[-_TABLE_BYTES:]
        self._data = _Varints(source[: len(source) - _TABLE_BYTES], 1 + count)
        self._edges: deque[tuple[int, int]] = deque([(0, 0)] * 16, maxlen=16)
        self._corners: deque[int] = deque([0] * 16, maxlen=16)
        self._next = 0

    def __iter__(self) -> Iterator[int]:
        for code in self._codes:
            edge, third = code >> 4, code & 15
            yield from self._on_edge(edge, third) if edge < _EXPLICIT else self._apart(third)

    def _on_edge(self, edge: int, third: int) -> tuple[int, int, int]:
        a, b = self._edges[edge]
        if 0 < third < 13:
            c = self._corners[third]
        else:
            c = self._fresh() if third == 0 else self._told(third)
            self._corners.appendleft(c)
        self._edges.extendleft(((c, b), (a, c)))
        return a, b, c

    def _told(self, third: int) -> int:
        steps = {13: -1, 14: 1}
        return self._data.beside(steps[third]) if third in steps else self._data.index()

    def _apart(self, code: int) -> tuple[int, int, int]:
        """A triangle without a recent edge, by the table or in full."""
        is_listed = code < 14
        pair = self._table[code] if is_listed else self._data.byte()
        if not is_listed and pair == 0:
            self._next = 0
        a = self._data.index() if code == _EXPLICIT else self._fresh()
        b, c = self._corner(pair >> 4), self._corner(pair & 15)
        self._corners.appendleft(a)
        for value, told in ((b, pair >> 4), (c, pair & 15)):
            if told in (0, _EXPLICIT):
                self._corners.appendleft(value)
        self._edges.extendleft(((b, a), (c, b), (a, c)))
        return a, b, c

    def _corner(self, told: int) -> int:
        if told == 0:
            return self._fresh()
        return self._data.index() if told == _EXPLICIT else self._corners[told - 1]

    def _fresh(self) -> int:
        self._next += 1
        return self._next - 1


def _triangles(source: memoryview, count: int) -> Iterator[int]:
    if source[0] != 0xE1 or count % 3 or 1 + count // 3 + _TABLE_BYTES > len(source):
        raise ValueError(count)
    return iter(_Triangles(source, count // 3))


def _indices(source: memoryview, count: int) -> Iterator[int]:
    if source[0] != 0xD1:
        raise ValueError(source[0])
    numbers, last = _Varints(source[:-4], 1), [0, 0]
    for _ in range(count):
        told = numbers.number()
        last[told & 1] = last[told & 1] + _signed(told >> 1) & 0xFFFFFFFF
        yield last[told & 1]


def _as_it_is(rows: ByteArray) -> bytes:
    return rows.tobytes()


def _octahedral(rows: ByteArray) -> bytes:
    """Unit vectors from two numbers each; the third tells what 1 is, the fourth stays."""
    kind, largest = {4: ("<i1", 127), 8: ("<i2", 32767)}[rows.shape[1]]
    values: npt.NDArray[np.int16] = rows.view(kind).copy()
    one = np.maximum(values[:, 2:3].astype(np.float64), 1.0)
    across = values[:, :2] / one
    up = 1.0 - np.abs(across).sum(axis=1, keepdims=True)
    across -= np.copysign(np.minimum(up, 0.0), across)
    vectors = np.hstack([across, up])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    values[:, :3] = np.rint(vectors * largest)
    return values.tobytes()


def _exponential(rows: ByteArray) -> bytes:
    """Floats from an exponent of eight bits and a mantissa of 24."""
    words: npt.NDArray[np.int32] = rows.view("<i4")
    values: FloatArray = np.ldexp(((words << 8) >> 8).astype(np.float64), np.clip(words >> 24, -100, 100))
    return values.astype("<f4").tobytes()


_FILTERS: dict[str, Callable[[ByteArray], bytes]] = {
    "NONE": _as_it_is,
    "OCTAHEDRAL": _octahedral,
    "EXPONENTIAL": _exponential,
}
