"""The worker process: real limits, real deaths."""

from __future__ import annotations

import io
import threading

import pytest

from app.pages.sandbox.findings import TemplateRefused
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.rendering import Renderer
from app.pages.sandbox.worker import LENGTH, serve
from app.pages.sandbox.workers import TemplateWorker, TemplateWorkers
from tests.fakes.hostile import HOGS, long_list

LIMITS = RenderLimits(wall_s=30.0, cpu_s=0.5, memory_bytes=200 * 2**20)
SWELLING = (
    "{% for a in ['" + "x" * 50_000 + "'] %}{% for b in [" + "~".join("a" * 99) + "] %}"
    "{% for c in [" + "~".join("b" * 99) + "] %}{{ c|length }}{% endfor %}{% endfor %}{% endfor %}"
)
BUSY = (
    "{% for a in ['" + "x" * 50_000 + "'] %}{% for n in range(999) %}{% for m in range(90) %}"
    "{{ a|upper|lower|upper|lower|upper|lower|length }}{% endfor %}{% endfor %}{% endfor %}"
)


@pytest.fixture
def worker():
    worker = TemplateWorker(LIMITS)
    worker.load({"card": "<b>{{ product.name }}</b>"}, {"shop": {"product": {"name": "Ä<b>"}}})
    yield worker
    worker.close()


def reason_for(worker: TemplateWorker, source: str) -> str:
    try:
        worker.render_source(source, "shop", {})
    except TemplateRefused as refusal:
        return str(refusal)
    return ""


def test_a_page_comes_back_as_utf8(worker):
    assert worker.render_part("card", "shop", {}).decode() == "<b>Ä&lt;b&gt;</b>"
    assert worker.render_source("{% include 'card' %}", "shop", {"product": {"name": "own"}}) == b"<b>own</b>"


def test_clean_markup_travels_unescaped(worker):
    assert worker.render_part("card", "shop", {"product": {"name": {"$html": "<i>"}}}) == b"<b><i></b>"


@pytest.mark.parametrize(("source", "reason"), [(SWELLING, "memory"), (BUSY, "processor time")])
def test_a_page_that_takes_too_much_is_ended_and_the_next_one_is_served(worker, source, reason):
    with pytest.raises(TemplateRefused, match=reason):
        worker.render_source(source, "shop", {})
    assert worker.render_part("card", "shop", {"product": {"name": "next"}}) == b"<b>next</b>"


def test_a_page_that_takes_too_long_is_ended():
    worker = TemplateWorker(RenderLimits(wall_s=0.6, cpu_s=60))
    with pytest.raises(TemplateRefused, match=r"took more than 0\.6 s"):
        worker.render_source(BUSY, "", {})
    worker.close()


def test_many_threads_share_a_few_workers():
    pages: list[bytes] = []
    with TemplateWorkers(LIMITS, 2) as workers:
        workers.load({"n": "{{ page.n }}"}, {})

        def render(n: int) -> None:
            with workers.lent() as worker:
                pages.append(worker.render_part("n", "", {"page": {"n": n}}))

        threads = [threading.Thread(target=render, args=(n,)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(pages, key=int) == [b"%d" % n for n in range(12)]


def test_every_hostile_template_leaves_the_worker_able_to_serve(worker):
    sources = (*HOGS, *long_list("hostile_templates.json"))
    assert not [source for source in sources if "could not be run" in reason_for(worker, source)]
    assert worker.render_part("card", "shop", {"product": {"name": "fine"}}) == b"<b>fine</b>"


def test_a_worker_that_cannot_start_says_so():
    with pytest.raises(RuntimeError, match="cannot be started"):
        TemplateWorker(LIMITS, ("false",)).validate("x")


def test_orders_are_answered_until_the_pipe_ends_or_breaks_off():
    orders = [
        b'{"do":"load","parts":{"a":"{{ page }}"},"shared":{},"open_parts":null}',
        b'{"do":"validate","source":"{{"}',
    ]
    orders += [b'{"do":"render_part","part":"a","shared":"","data":{"page":1}}']
    sent = b"".join(LENGTH.pack(len(order)) + order for order in orders) + LENGTH.pack(99) + b"cut"
    answers, clock = io.BytesIO(), []
    serve(io.BytesIO(sent), answers, Renderer(LIMITS), clock.append)
    frames = answers.getvalue()
    assert frames.startswith(LENGTH.pack(1) + b"+")
    assert b"-[[1, 1, " in frames
    assert frames.endswith(LENGTH.pack(2) + b"+1")
    assert clock == [True, False] * 3
