"""The process in which templates run: a pipe in, a pipe out, and nothing else it could reach.

Started by `workers.TemplateWorker`. It first loads everything it will need, then gives up the right to open files
and sockets, to write, and to use more than its share of memory; each order is given its processor time.
Frames on both pipes: a 4-byte length, then JSON (in) or one status byte and text (out).
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from app.pages.sandbox.findings import TemplateRefused
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.rendering import Renderer, as_data

LENGTH = struct.Struct("<I")
DONE, REFUSED, OUT_OF_MEMORY = b"+", b"-", b"m"


def serve(orders: BinaryIO, answers: BinaryIO, renderer: Renderer, timed: Callable[[bool], None]) -> None:
    """Answers orders until the pipe is closed. `timed` starts and stops the processor's clock."""
    while order := read_frame(orders):
        timed(True)
        answer = _answer(renderer, order)
        timed(False)
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


def read_frame(pipe: BinaryIO) -> bytes:
    """The next frame; empty when the other end has closed its pipe, or broke off in the middle."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    (length,) = LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else b""


def _answer(renderer: Renderer, order: bytes) -> bytes:
    try:
        return DONE + _done(renderer, json.loads(order, object_hook=as_data)).encode("utf-8", "replace")
    except TemplateRefused as refusal:
        findings = [[found.line, found.column, found.reason] for found in refusal.findings]
        return REFUSED + json.dumps(findings).encode()
    except MemoryError:
        return OUT_OF_MEMORY


def _done(renderer: Renderer, order: dict[str, Any]) -> str:
    match order["do"]:
        case "load":
            renderer.load(order["parts"], order["shared"], order["open_parts"])
        case "validate":
            findings = renderer.validate(order["source"])
            if findings:
                raise TemplateRefused(findings)
        case "render_part":
            return renderer.render_part(order["part"], order["shared"], order["data"])
        case "render_source":
            return renderer.render_source(order["source"], order["shared"], order["data"])
    return ""


_EXAMPLES = (
    "{% for n in range(2) %}{{ n ~ loop.cycle('\\u0041', 1.5e3, 0x1f) }}{% endfor %}",
    "{% with a = [words.a, page['b']] %}{{ a|join(', ')|upper if a is defined else a|first }}{% endwith %}",
    "{% include 'warm' %}{% include 'cold' %}",
    "{{ nothing }}",
    "{% if",
    "{{ 'a",
    "{{ a.__class__ }}<script>",
)


def _warm_up(renderer: Renderer) -> None:
    """Makes Python load every module that templates and their mistakes lead to, while files can still be opened."""
    renderer.load(
        {"warm": "{% block a %}{{ 1 }}{% endblock %}"}, {"": {"words": {"a": "ä"}, "page": {"b": "<"}}}
    )
    for example in _EXAMPLES:
        with contextlib.suppress(TemplateRefused):
            renderer.render_source(example, "", {})
    renderer.load({}, {})


def _give_up_rights(limits: RenderLimits) -> Callable[[bool], None]:
    """Memory, files and sockets for good; returns what times an order. Nothing of it exists on Windows."""
    if sys.platform == "win32":
        return lambda _starts: None
    import resource  # noqa: PLC0415 - POSIX only
    import signal  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    # The timer counts processor time; its signal ends the process, whatever it is doing.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    return lambda starts: _set_timer(signal.ITIMER_PROF, limits.cpu_s if starts else 0)


def _set_timer(which: int, seconds: float) -> None:
    import signal  # noqa: PLC0415

    signal.setitimer(which, seconds)  # type: ignore[attr-defined,unused-ignore]


def main() -> None:
    """The limits stand in the arguments: cpu_s, memory_bytes, output_bytes, loop_turns."""
    cpu_s, memory, output, turns = sys.argv[1:5]
    limits = RenderLimits(0.0, float(cpu_s), int(memory), int(output), int(turns))
    renderer = Renderer(limits)
    _warm_up(renderer)
    timed = _give_up_rights(limits)
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, sys.stdout.buffer, renderer, timed)
    os._exit(0)  # nothing to tidy up, and nothing may be written


if __name__ == "__main__":
    main()
