"""How long a frame takes to build and to fit, over the whole demo catalogue."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import replace

import numpy as np
import pytest

from app.domain.eyewear_data import finish_from_data, spec_from_data
from engine.asset_paths import DEMO_CATALOGUE
from engine.eyewear.fit import fit
from engine.eyewear.model import build
from engine.types import FrameFinish, FrameSpec
from tests.benchmarks.figures import Figure, show
from tests.fakes.faces import Person

pytestmark = pytest.mark.bench


def catalogue() -> list[tuple[FrameSpec, FrameFinish]]:
    frames = json.loads(DEMO_CATALOGUE.read_text(encoding="utf-8"))["frames"]
    specs = [spec_from_data(frame["spec"]) for frame in frames]
    return [
        (spec, finish_from_data(variant["finish"]))
        for spec, frame in zip(specs, frames, strict=True)
        for variant in frame["variants"]
    ]


def took_ms(work) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def test_build_and_fit():
    frames = catalogue()
    face = Person().before()
    build(*frames[0])
    first_ms = [took_ms(lambda spec=spec, finish=finish: build(spec, finish)) for spec, finish in frames]
    built_ms = [time for time in first_ms if time > 1]
    first_fit_ms = [took_ms(lambda spec=spec: fit(spec, face)) for spec in dict(frames)]
    fit_ms = [took_ms(lambda spec=spec: fit(spec, face)) for spec, _ in frames * 5]
    sizes = [build(spec, finish).triangle_count for spec, finish in frames]
    places = [fit(frames[0][0], trembling(face, seed)).eyewear_to_head[:3, 3] for seed in range(200)]
    show(
        "Eyewear",
        [
            Figure("build, median", statistics.median(built_ms), "ms", "< 50 ms"),
            Figure("build, slowest", max(built_ms), "ms", "< 50 ms"),
            Figure("fit, median", statistics.median(fit_ms), "ms", "< 0.5 ms"),
            Figure("fit, p95", float(np.percentile(fit_ms, 95)), "ms"),
            Figure("first fit of a frame, median", statistics.median(first_fit_ms), "ms"),
            Figure("triangles, most", max(sizes), "", "<= 15000"),
            Figure("fit moved by 0.05 mm of landmark noise", float(np.std(places, axis=0).max()), "mm"),
        ],
    )


def trembling(face, seed):
    noise = np.random.default_rng(seed).normal(0, 0.05, face.surface_mm.shape)
    return replace(face, surface_mm=face.surface_mm + noise)
