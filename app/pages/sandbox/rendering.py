"""Turns one template and plain data into text, within the limits this process can keep by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import TracebackType
from typing import Any

from jinja2 import Template, TemplateError, TemplateNotFound
from markupsafe import Markup

from app.pages.sandbox.environment import PageEnvironment
from app.pages.sandbox.findings import Finding, LimitReached, TemplateRefused
from app.pages.sandbox.limits import RenderLimits
from app.pages.sandbox.policy import check

MARKUP_KEY = "$html"
"""A mapping with this key alone stands for clean markup on its way to the worker (see app.pages.markup)."""


def as_data(value: dict[str, Any]) -> Any:
    """For json.loads: turns tagged markup back into markup that is not escaped again."""
    if len(value) == 1 and MARKUP_KEY in value:
        return Markup(value[MARKUP_KEY])  # noqa: S704 - made by app.pages.markup alone, which cleans it
    return value


class Renderer:
    """The parts that are there, and one page after the other."""

    def __init__(self, limits: RenderLimits) -> None:
        self._limits = limits
        self._parts: dict[str, str] = {}
        self._open: frozenset[str] = frozenset()
        self._shared: dict[str, Mapping[str, Any]] = {}
        self._environment = PageEnvironment({})
        self._own: tuple[str, Template] | None = None

    def load(
        self,
        parts: Mapping[str, str],
        shared: Mapping[str, Mapping[str, Any]],
        open_parts: Collection[str] | None = None,
    ) -> None:
        """The shipped parts, and the data that many pages share, by name. Own texts may use `open_parts`."""
        self._open = frozenset(parts if open_parts is None else open_parts)
        self._parts, self._shared = dict(parts), dict(shared)
        self._environment = PageEnvironment(self._parts)
        self._own = None

    def validate(self, source: str) -> tuple[Finding, ...]:
        return check(source, self._environment, self._open)

    def render_part(self, part: str, shared: str, data: Mapping[str, Any]) -> str:
        """A page by one of the loaded parts. Raises TemplateRefused."""
        return self._render(lambda: self._environment.get_template(part), shared, data)

    def render_source(self, source: str, shared: str, data: Mapping[str, Any]) -> str:
        """A page by a text of somebody's own, checked again. Raises TemplateRefused."""
        return self._render(lambda: self._own_template(source), shared, data)

    def _own_template(self, source: str) -> Template:
        """Checked and compiled once for all the pages made with it."""
        if self._own is None or self._own[0] != source:
            findings = self.validate(source)
            if findings:
                raise TemplateRefused(findings)
            self._own = source, self._environment.from_string(source)
        return self._own[1]

    def _render(self, template_of: Any, shared: str, data: Mapping[str, Any]) -> str:
        self._environment.turns.left = self._limits.loop_turns
        template: Template | None = None
        try:
            template = template_of()
            return self._joined(template, {**self._shared.get(shared, {}), **data})
        except TemplateNotFound as problem:
            raise _refused(problem, template, f"there is no part {problem.name!r}") from problem
        except (TemplateError, LimitReached, TypeError, ValueError, ArithmeticError, LookupError) as problem:
            raise _refused(problem, template, str(problem)) from problem
        except RecursionError as problem:
            raise _refused(problem, template, "nested too deeply") from problem

    def _joined(self, template: Template, data: Mapping[str, Any]) -> str:
        pieces, size = [], 0
        context = template.new_context(dict(data))
        for piece in template.root_render_func(context):
            size += len(piece)
            if size > self._limits.output_bytes:
                break
            pieces.append(piece)
        text = "".join(pieces)
        if size > self._limits.output_bytes or len(text.encode()) > self._limits.output_bytes:
            raise LimitReached(f"the page is longer than {self._limits.output_bytes} bytes")
        return text


def _refused(problem: BaseException, template: Template | None, reason: str) -> TemplateRefused:
    line = _line_of(problem.__traceback__, template) if template else getattr(problem, "lineno", None)
    return TemplateRefused((Finding(line or 1, 1, " ".join(reason.split())[:300]),))


def _line_of(trace: TracebackType | None, template: Template | None) -> int | None:
    """The line of `template` in which it stopped: the innermost frame of its code."""
    line = None
    while trace is not None:
        running = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and running is template:
            line = running.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line
