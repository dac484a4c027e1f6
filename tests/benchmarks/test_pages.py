"""How fast sites are built: 10,000 products in two languages, beside Eleventy and Pelican on as many pages."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.domain.money import Money
from app.domain.products import FrameSize, Gender, Price, ProductContent, VariantContent
from app.pages.site.products import ShopProduct
from engine.types import FrameFinish, FrameMaterial, FrameShape, FrameSpec
from tests.benchmarks.figures import Figure, show
from tests.fakes.hostile import long_list
from tests.fakes.pages import BLACK, HAVANA, SHIPPED, a_builder, built, product_of, renamed
from tests.fakes.site_server import serving_folder
from tests.web.conftest import NODE, launch, web_bundle  # noqa: F401 - fixtures among them
from tests.web.debugged_browser import debugged_chromium
from tests.web.hostile_pages import Watched, hostile_products

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
PRODUCTS = int(os.environ.get("VARAI_BENCH_PRODUCTS", "10000"))  # noqa: TID251 - a smaller run while developing
COMPARED = min(PRODUCTS, 2000)
"""Products of the comparison: Pelican would take a quarter of an hour for all."""
EDITIONS = [{"locale": "en", "currency": "EUR"}, {"locale": "de", "currency": "EUR"}]
ROOT = Path(__file__).resolve().parents[2]
ELEVENTY, PELICAN = "@11ty/eleventy@3.1.2", "pelican==4.11.0"


def many(count: int) -> list[ShopProduct]:
    drawn = random.Random(1)
    blue = FrameFinish(FrameMaterial.ACETATE, (0.1, 0.2, 0.6))
    found = []
    for n in range(count):
        spec = FrameSpec(drawn.choice(list(FrameShape)), 44 + n % 14, 30 + n % 16, 15 + n % 9, 145)
        price = (Price(Money(9900 + drawn.randrange(40) * 500, "EUR")),)
        named = (("Black", BLACK), ("Havana", HAVANA), ("Blue", blue))
        variants = tuple(VariantContent(f"P{n}-{c}", c, price, "s", finish=f) for c, f in named)
        words = {"brand": f"Brand {n % 40}", "description": "<p>Light and strong.</p>" * 3}
        content = ProductContent(
            f"P{n}", f"Model {n}", variants=variants, sizes=(FrameSize("s", spec),),
            gender=drawn.choice(list(Gender)), **words,
        )  # fmt: skip
        found.append(product_of(content))
    return found


def seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def used(work) -> tuple[float, float]:
    """Seconds by the clock, and of all processors, those of ended child processes among them."""
    before, clock_s = sum(os.times()[:4]), seconds(work)
    return clock_s, sum(os.times()[:4]) - before


def memory_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def test_ten_thousand_products_in_two_languages(tmp_path):
    products, reports = many(PRODUCTS), []
    with a_builder(has_photos=False, workers=os.cpu_count() or 1) as builder:

        def build():
            reports.append(built(builder, tmp_path / "site", products, editions=EDITIONS))

        whole_s, unchanged_s = seconds(build), seconds(build)
        products[PRODUCTS // 2] = renamed(products[PRODUCTS // 2], "Changed")
        changed_s = seconds(build)
    pages = reports[0].page_count
    rows = [
        Figure("pages", pages, "", ">= 20,000"),
        Figure("whole build", whole_s, "s", f"<= 60 on 4 cores (here {os.cpu_count()})"),
        Figure("unchanged build", unchanged_s, "s", "<= 5"),
        Figure("  files written by it", len(reports[1].changes.written), "", "0"),
        Figure("one changed product", changed_s, "s"),
        Figure("  files written by it", len(reports[2].changes.written), ""),
        Figure("peak memory, program", memory_mb(resource.RUSAGE_SELF), "MB"),
        Figure("peak memory, largest worker", memory_mb(resource.RUSAGE_CHILDREN), "MB"),
    ]
    show("Store pages", rows)
    assert reports[1].changes.written == []


def test_beside_eleventy_and_pelican(tmp_path):
    reports = []

    def build():
        with a_builder(has_photos=False, workers=os.cpu_count() or 1) as builder:
            reports.append(built(builder, tmp_path / "site", many(COMPARED), editions=EDITIONS))

    times = {"VARAi": used(build)}
    pages = reports[0].page_count
    times["Eleventy"] = with_eleventy(tmp_path / "eleventy", pages)
    times["Pelican"] = with_pelican(tmp_path / "pelican", pages)
    rows = [Figure("pages of each", pages, "")]
    for name, (clock_s, processor_s) in times.items():
        rows += [
            Figure(f"{name}, by the clock", clock_s, "s"),
            Figure(f"{name}, processors", processor_s, "s"),
        ]
    show("Store pages beside Eleventy and Pelican", rows)
    assert len(list((tmp_path / "pelican" / "out").glob("m*.html"))) == pages
    assert len(list((tmp_path / "eleventy" / "out" / "glasses").iterdir())) == pages


def with_eleventy(folder: Path, pages: int) -> tuple[float, float]:
    """Seconds (see `used`) for a product page a data row, by pagination; nan when it cannot be brought here."""
    folder.mkdir()
    node = ROOT / ".venv" / "bin"
    env = {**os.environ, "PATH": f"{node}:/usr/bin:/bin"}  # noqa: TID251 - npm finds its registry by it
    brought = subprocess.run(
        [node / "npm", "install", "--silent", "--no-audit", "--prefix", folder, ELEVENTY],
        env=env,
        check=False,
    )
    if brought.returncode:
        return float("nan"), float("nan")
    (folder / "src/_data").mkdir(parents=True)
    rows = [{"n": n, "name": f"Model {n}", "price": "€189.00", "near": list(range(4))} for n in range(pages)]
    (folder / "src/_data/frames.json").write_text(json.dumps(rows))
    (folder / "src/page.njk").write_text(
        "---\npagination:\n  data: frames\n  size: 1\n  alias: f\npermalink: glasses/{{ f.n }}/index.html\n---\n"
        "<!doctype html><title>{{ f.name }}</title><h1>{{ f.name }}</h1><p>{{ f.price }}</p>"
        "{% for i in f.near %}<li>{{ i }}</li>{% endfor %}" + "<p>Light and strong.</p>" * 40
    )
    command = [
        node / "node",
        folder / "node_modules/@11ty/eleventy/cmd.cjs",
        "--quiet",
        "--input=src",
        "--output=out",
    ]
    return used(lambda: subprocess.run(command, cwd=folder, env=env, check=True))


def with_pelican(folder: Path, pages: int) -> tuple[float, float]:
    """Seconds (see `used`) for an article a file; nan when it cannot be brought here."""
    folder.mkdir()
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    brought = subprocess.run([folder / "env/bin/pip", "install", "--quiet", PELICAN], check=False)
    if brought.returncode:
        return float("nan"), float("nan")
    (folder / "content").mkdir()
    for n in range(pages):
        text = f"Title: Model {n}\nDate: 2026-01-01\nSlug: m{n}\n\n" + "Light and strong.\n\n" * 40
        (folder / "content" / f"{n}.rst").write_text(
            text.replace("Title: ", ":title: ").replace("Date: ", ":date: ").replace("Slug: ", ":slug: ")
        )
    command = [folder / "env/bin/pelican", "content", "--output", "out", "--quiet"]
    return used(lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True))


@pytest.mark.parametrize("without_policy", [False, True])
def test_the_whole_hostile_list_runs_nothing(launch, tmp_path, without_policy):  # noqa: F811
    products = hostile_products(long_list("hostile_html.json"))
    with a_builder(has_photos=False, workers=2) as builder:
        built(builder, tmp_path / "site", products)
    with serving_folder(tmp_path / "site", without_policy=without_policy) as address:
        watched = Watched(launch(), address)
        paths = watched.product_paths(tmp_path / "site")
        for path in paths:
            watched.visit(path)
        watched.close()
    show(
        "Hostile HTML",
        [Figure("pages opened", len(paths), ""), Figure("that ran something", len(watched.ran), "", "0")],
    )
    assert watched.ran == []


def test_lighthouse(tmp_path, web_bundle):  # noqa: F811
    script = ROOT / "packaging" / "page_checks" / "scores.mjs"
    rows = []
    for template in SHIPPED.names:
        with a_builder(web_bundle) as builder:
            built(builder, tmp_path / template, many(30), template=template)
        with serving_folder(tmp_path / template) as address, debugged_chromium(tmp_path / "browser") as port:
            pages = [f"{address}/{path}" for path in ("", "glasses/", "glasses/brand-0-model-0/")]
            done = subprocess.run([NODE, script, str(port), "1", *pages], check=True, capture_output=True)
        for page, scores in json.loads(done.stdout).items():
            for name in ("performance", "accessibility", "best-practices", "seo"):
                target = ">= 98" if name == "performance" else "100"
                rows.append(
                    Figure(f"{template} {page.removeprefix(address)} {name}", scores[name] * 100, "", target)
                )
    show("Lighthouse 12.8.2", rows)
    assert all(row.value == 100 for row in rows if row.target == "100")
