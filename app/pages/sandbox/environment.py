"""The sandbox itself: plain data in, escaped text out. No attribute of any object can be reached from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Undefined, nodes
from jinja2.runtime import BlockReference, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.pages.sandbox.findings import LimitReached
from app.pages.sandbox.limits import LONGEST_RANGE
from app.pages.sandbox.policy import FILTERS, TESTS

_LOOP_FACTS = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "cycle", "depth"}
)
_COUNTED = "counted turns"
"""Name of the filter put before every loop; no template can write it."""


class Turns:
    """How many turns all loops of this page may still take."""

    def __init__(self) -> None:
        self.left = 0

    def counted(self, items: Any) -> Any:
        """The items, when there are turns left for them."""
        self.left -= len(items)
        if self.left < 0:
            raise LimitReached("the loops take too many turns")
        return items


class PageEnvironment(ImmutableSandboxedEnvironment):
    """Renders templates that `policy.check` let pass, and holds even if one slipped through."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, parts: Mapping[str, str]) -> None:
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            loader=DictLoader(parts),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=_shown,
        )
        self.turns = Turns()
        self.globals = {"range": _range}
        self.filters = {name: self.filters[name] for name in FILTERS} | {_COUNTED: self.turns.counted}
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A mapping's value, or what a loop knows of itself; never an attribute."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP_FACTS:
            return getattr(obj, attribute)
        return self.undefined(f"there is nothing called {attribute!r} here")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A mapping's or a list's value."""
        if type(obj) in {dict, list, tuple}:
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(f"there is no {str(argument)[:60]!r} here")

    def is_safe_callable(self, obj: Any) -> bool:
        return obj is _range or isinstance(obj, BlockReference) or _is_cycle(obj)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Adding and subtracting whole numbers."""
        if operator not in "+-" or type(left) is not int or type(right) is not int:
            raise LimitReached("only whole numbers can be added and subtracted")
        return super().call_binop(context, operator, left, right)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return super()._generate(source, name, filename, defer_init)


_SHOWABLE = (str, int, float, Undefined)


def _shown(value: Any) -> Any:
    """What may stand in a page: texts and numbers; nothing for nothing."""
    if isinstance(value, _SHOWABLE):
        return value
    if value is None:
        return ""
    raise LimitReached("only texts and numbers can be shown")


def _range(*bounds: int) -> list[int]:
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise LimitReached(f"a range may have {LONGEST_RANGE} numbers at most")
    return list(numbers)


def _is_cycle(obj: Callable[..., Any]) -> bool:
    return isinstance(getattr(obj, "__self__", None), LoopContext) and getattr(obj, "__name__", "") == "cycle"
