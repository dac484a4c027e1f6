"""However a supplier's file is damaged, it is read or refused in words: nothing crashes, nothing eats the memory."""

from __future__ import annotations

import contextlib
import copy
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.eyewear.glb_file import BROKEN, UnusableGlb
from engine.eyewear.glb_import import import_glb
from engine.eyewear.glb_packed import unpacked
from engine.eyewear.glb_reading import read_model
from tests.unit.engine.eyewear.supplied_files import (
    BY_GLTFPACK,
    SPEC,
    damaged,
    draco_packed,
    printed,
    put_together,
    stripes,
    taken_apart,
)

PLAIN = printed(stripes(16))
FILES = {"plain": PLAIN, "Draco": draco_packed(PLAIN), "meshopt": BY_GLTFPACK.read_bytes()}
MOST_BYTES = 300 * 2**20
HOSTILE = st.sampled_from(
    [
        -1,
        0,
        1,
        2,
        7,
        255,
        5126,
        65536,
        2**31,
        10**9,
        10**30,
        1.5,
        1e308,
        "",
        "x",
        None,
        True,
        [],
        [[]],
        {},
        [0, -1],
    ]
)
places = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12)
names = st.sampled_from(sorted(FILES))


def read_or_refused(data):
    """Anything but UnusableGlb goes through."""
    try:
        surfaces = read_model(data).surfaces
    except UnusableGlb:
        return
    for surface in surfaces:
        assert np.isfinite(surface.points).all()
        assert surface.triangles.max() < len(surface.points)


@given(names, places, st.floats(0, 1))
def test_changed_and_missing_bytes(name, changes, kept):
    data = bytearray(FILES[name])
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    read_or_refused(bytes(data[: max(1, int(len(data) * kept**0.1))]))


@settings(max_examples=40)
@given(names, places)
def test_changed_bytes_behind_the_description(name, changes):
    description, binary = taken_apart(FILES[name])
    data = bytearray(binary)
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    read_or_refused(put_together(description, bytes(data)))


def spots(value, path=()):
    """The ways to every entry of a description."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield (*path, key)
        yield from spots(inner, (*path, key))


APART = {name: taken_apart(data) for name, data in FILES.items()}
SPOTS = {name: list(spots(description)) for name, (description, _) in APART.items()}


@given(names, st.lists(st.tuples(st.floats(0, 0.999), HOSTILE), min_size=1, max_size=3))
def test_a_description_that_lies(name, lies):
    original, binary = APART[name]
    description = copy.deepcopy(original)
    for where, lie in lies:
        path = SPOTS[name][int(where * len(SPOTS[name]))]
        holder = description
        try:
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = lie
        except (KeyError, IndexError, TypeError):
            continue  # an earlier lie took this place away
    read_or_refused(put_together(description, binary))


@given(st.sampled_from(["ATTRIBUTES", "TRIANGLES", "INDICES"]), st.binary(max_size=200), st.integers(0, 400))
def test_packed_numbers_of_any_bytes(mode, content, count):
    head = {"ATTRIBUTES": b"\xa0", "TRIANGLES": b"\xe1", "INDICES": b"\xd1"}[mode]
    for name in ("NONE", "OCTAHEDRAL", "EXPONENTIAL") if mode == "ATTRIBUTES" else ("NONE",):
        with contextlib.suppress(*BROKEN):
            assert len(unpacked(memoryview(head + content), count, 4, mode, name)) == 4 * count


def zeros(count):
    """Points that the file need not hold."""
    return {"count": count, "componentType": 5126, "type": "VEC3"}


@pytest.mark.parametrize(
    "changes",
    [
        {"accessors": [zeros(10**9)] * 40},
        {"accessors": [zeros(2 * 10**5)] * 40},
        {"nodes": [{"children": [n + 1] * 9} for n in range(40)] + [{"mesh": 0}], "scenes": [{"nodes": [0]}]},
        {"nodes": [{"children": [0], "mesh": 0}], "scenes": [{"nodes": [0]}]},
        {"nodes": [{"mesh": 0}], "scenes": [{"nodes": [0] * 100_000}]},
        {"nodes": [{"mesh": 0, "scale": [1e300] * 3}], "scenes": [{"nodes": [0]}]},
        {"nodes": [{"mesh": 0, "matrix": [0] * 16}], "scenes": [{"nodes": [0]}]},
    ],
)
def test_a_small_file_cannot_ask_for_much(changes):
    data = damaged(**changes)
    tracemalloc.start()
    read_or_refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_BYTES


def test_a_view_that_unpacks_to_gigabytes_is_refused_at_once():
    description, binary = taken_apart(FILES["meshopt"])
    for view in description["bufferViews"]:
        if "extensions" in view:
            view["extensions"]["EXT_meshopt_compression"] |= {"count": 3 * 10**8}
    with pytest.raises(UnusableGlb, match="unpacks to more"):
        read_model(put_together(description, binary))


@settings(max_examples=25)
@given(names, places)
def test_damaged_frames_are_taken_in_whole_or_not_at_all(name, changes):
    """To the very end: sized, told apart, made lighter."""
    description, binary = taken_apart(FILES[name])
    data = bytearray(binary)
    for where, value in changes[:3]:
        data[int(where * (len(data) - 1))] = value
    try:
        model = import_glb(put_together(description, bytes(data)), SPEC).model
    except EngineError:
        return
    assert all(np.isfinite(mesh.vertices_mm).all() for mesh in model.parts.values())


def test_the_specification_s_own_example_of_packed_steps():
    """Sixteen steps of four bits, two of them told as whole bytes (EXT_meshopt_compression, Mode 0)."""
    steps = bytes.fromhex("175ff0bc77a9210034b5")
    column = b"\x02" + steps
    packed = b"\xa0" + column + b"\0" * 3 + bytes(32)
    rows = np.frombuffer(unpacked(memoryview(packed), 16, 4, "ATTRIBUTES", "NONE"), np.int8).reshape(16, 4)
    told = [-1, -4, -3, 26, -91, 0, -6, 6, -4, -4, 5, -5, 1, -1, 0, 0]
    assert np.diff(rows[:, 0], prepend=np.int8(0)).tolist() == told
    assert not rows[:, 1:].any()


def test_indices_told_as_steps_from_two_places():
    """0 and 1, then 100 and 101 from the second place, then 2 from the first."""
    packed = b"\xd1" + bytes([0, 4, 0x91, 3, 5, 4]) + b"\0" * 4
    found = np.frombuffer(unpacked(memoryview(packed), 5, 2, "INDICES", "NONE"), np.uint16)
    assert found.tolist() == [0, 1, 100, 101, 2]
