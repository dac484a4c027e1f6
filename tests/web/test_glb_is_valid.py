"""Exported frames hold before the judge of the format itself: Khronos' glTF validator."""

from __future__ import annotations

import json
import subprocess

from engine.eyewear.glb_export import frame_glb
from engine.eyewear.glb_import import import_glb
from engine.types import Eyewear
from tests.fakes.demo_frames import demo_frames
from tests.unit.engine.eyewear.supplied_files import (
    BY_GLTFPACK,
    FINISH,
    SPEC,
    draco_packed,
    printed,
    stripes,
)
from tests.web.conftest import NODE, WEB_SOURCES


def one_of_each_kind():
    seen = {}
    for frame in demo_frames():
        for variant in frame.variants:
            finish = variant.finish
            kind = (frame.spec.shape, frame.spec.rim, finish.material, finish.pattern, finish.lens.kind)
            seen.setdefault(kind, frame.eyewear(variant.sku))
    return list(seen.values())


def reports(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    run = [NODE, "validate-glb.mjs", *(folder / name for name in files)]
    done = subprocess.run(run, cwd=WEB_SOURCES, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_kind_of_frame_is_valid_without_a_warning(web_bundle, tmp_path):
    kinds = one_of_each_kind()
    found = reports(tmp_path, {f"{eyewear.sku}.glb": frame_glb(eyewear) for eyewear in kinds})
    assert len(found) == len(kinds) > 20
    assert [report for report in found if report["messages"]] == []


def test_suppliers_models_go_out_valid_with_their_pictures(web_bundle, tmp_path):
    files = {"plain": printed(), "holes": printed(stripes(with_holes=True), alphaMode="BLEND")}
    files |= {"draco": draco_packed(files["plain"]), "meshopt": BY_GLTFPACK.read_bytes()}
    models = {name: import_glb(data, SPEC).model for name, data in files.items()}
    worn = Eyewear("X", SPEC, FINISH)
    found = reports(tmp_path, {f"{name}.glb": frame_glb(worn, model) for name, model in models.items()})
    assert [report["messages"] for report in found] == [[]] * len(files)


def test_the_validator_names_what_is_broken(web_bundle, tmp_path):
    data = bytearray(frame_glb(one_of_each_kind()[0]))
    data[8:12] = (len(data) + 4).to_bytes(4, "little")
    (report,) = reports(tmp_path, {"broken.glb": bytes(data)})
    assert report["messages"]
