"""What a page template may say: an allow-list over its syntax tree. Everything else is refused, with its place.

Templates read plain data and lay it out. They call nothing but `range`, `super` and `loop.cycle`, reach no
attribute of any object, and bring no markup that could run (that comes from the site's own files alone).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.pages.sandbox.findings import Finding
from app.pages.sandbox.limits import DEEPEST, MOST_LOOPS_INSIDE, MOST_NODES, MOST_SOURCE_BYTES

FILTERS = frozenset(
    {
        "capitalize",
        "default",
        "e",
        "escape",
        "first",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "trim",
        "upper",
    }
)
TESTS = frozenset({"defined", "divisibleby", "even", "in", "none", "odd", "true", "false", "undefined"})
NAMES = frozenset(
    {
        "site",
        "page",
        "words",
        "settings",
        "section",
        "product",
        "products",
        "collection",
        "stores",
        "range",
        "super",
    }
)
"""What a page knows at the top."""
_MOST_FINDINGS = 20
_PLAIN = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.If,
    nodes.With,
    nodes.Block,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Add,
    nodes.Sub,
    nodes.Neg,
    nodes.Concat,
)
"""Nodes that may stand anywhere."""
_REFUSED_WORDS = {
    nodes.Import: "templates cannot import",
    nodes.FromImport: "templates cannot import",
    nodes.Macro: "templates cannot define macros; use a part",
    nodes.CallBlock: "templates cannot define or call macros",
    nodes.FilterBlock: "filters are used on values, not on blocks",
    nodes.AssignBlock: "a block cannot be kept in a name",
    nodes.NSRef: "a name's inside cannot be set",
    nodes.ScopedEvalContextModifier: "escaping cannot be switched off",
    nodes.EvalContextModifier: "escaping cannot be switched off",
    nodes.Slice: "texts and lists cannot be cut",
    nodes.Dict: "mappings cannot be written in a template",
    nodes.Keyword: "values are given by place, not by name",
    nodes.Mul: "only adding and subtracting is allowed",
    nodes.Div: "only adding and subtracting is allowed",
    nodes.FloorDiv: "only adding and subtracting is allowed",
    nodes.Mod: "only adding and subtracting is allowed",
    nodes.Pow: "only adding and subtracting is allowed",
    nodes.Pos: "only adding and subtracting is allowed",
}
_RUNNING_MARKUP = (
    (r"<\s*/?\s*(script|style|iframe|frame|frameset|object|embed|applet|base|meta|link|template|portal|math|xml)\b",
     "cannot stand in a template; scripts and styles come from the site's own files"),
    (r"<\s*/?\s*(html|head|body|title)\b", "belongs to the page around the template"),
    (r"[\s/\"'<>]on[a-z]+\s*=", "handlers cannot stand in a template"),
    (r"[\s/\"'](style|srcdoc|formaction|xlink:href|background|ping)\s*=", "this attribute cannot stand in a template"),
    (r"(java|vb|live)script\s*:", "addresses cannot run scripts"),
    (r"data\s*:\s*[a-z]+/", "addresses cannot carry data"),
    (r"<[?%!](?!--)", "only HTML may stand in a template"),
)  # fmt: skip


def check(
    source: str, environment: ImmutableSandboxedEnvironment, parts: frozenset[str]
) -> tuple[Finding, ...]:
    """Why this template is refused; nothing when it may be used. `parts` may be extended and included."""
    if len(source.encode("utf-8", "surrogatepass")) > MOST_SOURCE_BYTES:
        return (Finding(1, 1, f"a template may be {MOST_SOURCE_BYTES} bytes long at most"),)
    if "\x00" in source or any("\ud800" <= letter <= "\udfff" for letter in source):
        return (Finding(1, 1, "this is not text"),)
    try:
        tree = environment.parse(source)
        checked = _Check(source, parts)
        checked.walk(tree, 0, 0)
        checked.markup()
        if not checked.findings:
            checked.names(meta.find_undeclared_variables(tree), tree)
    except TemplateSyntaxError as problem:
        return (Finding(problem.lineno, 1, f"not understood: {problem.message}"),)
    except RecursionError:
        return (Finding(1, 1, "nested too deeply"),)
    except (ValueError, OverflowError, TypeError, AssertionError) as problem:
        return (Finding(1, 1, f"not understood: {str(problem)[:200]}"),)
    return tuple(sorted(checked.findings, key=lambda found: (found.line, found.column))[:_MOST_FINDINGS])


class _Check:
    """One walk over one tree."""

    def __init__(self, source: str, parts: frozenset[str]) -> None:
        self.findings: list[Finding] = []
        self._source = source
        self._lines = source.split("\n")
        self._parts = parts
        self._nodes = 0
        self._seen: dict[tuple[int, str], int] = {}

    def walk(self, node: nodes.Node, depth: int, loops: int) -> None:
        self._nodes += 1
        if self._nodes == MOST_NODES + 1:
            self._refuse(node, "", f"a template may have {MOST_NODES} parts of speech at most")
        if depth > DEEPEST:
            self._refuse(node, "", "nested too deeply")
        if self._nodes > MOST_NODES or depth > DEEPEST or len(self.findings) >= _MOST_FINDINGS:
            return
        self._judge(node)
        if isinstance(node, nodes.For):
            loops += 1
            if loops > MOST_LOOPS_INSIDE:
                self._refuse(node, "for", f"more than {MOST_LOOPS_INSIDE} loops one inside another")
        for child in node.iter_child_nodes():
            self.walk(child, depth + 1, loops)

    def markup(self) -> None:
        """Text between the tags of the template that could run in a browser."""
        for pattern, reason in _RUNNING_MARKUP:
            for found in re.finditer(pattern, self._source, re.IGNORECASE):
                start = found.start() + (len(found[0]) - len(found[0].lstrip()))
                line = self._source.count("\n", 0, start) + 1
                column = start - (self._source.rfind("\n", 0, start) + 1) + 1
                self.findings.append(Finding(line, column, f"`{found[0].strip()[:40]}` {reason}"))

    def names(self, undeclared: set[str], tree: nodes.Template) -> None:
        """Names that no page knows."""
        for name in tree.find_all(nodes.Name):
            if name.name in undeclared - NAMES:
                self._refuse(name, name.name, f"no page knows `{name.name}`")

    def _judge(self, node: nodes.Node) -> None:
        if isinstance(node, _PLAIN):
            return
        if isinstance(node, nodes.Extends | nodes.Include):
            faults = self._part(node)
        else:
            faults = _JUDGES.get(type(node), _unknown)(node)
        for token, reason in faults:
            self._refuse(node, token, reason)

    def _part(self, node: nodes.Extends | nodes.Include) -> Iterator[tuple[str, str]]:
        named = node.template
        if not isinstance(named, nodes.Const) or not isinstance(named.value, str):
            yield "", "a part must be named in the template itself"
        elif named.value not in self._parts:
            yield named.value, f"there is no part {named.value[:60]!r}"

    def _refuse(self, node: nodes.Node, token: str, reason: str) -> None:
        line = max(1, node.lineno or 1)
        self.findings.append(Finding(line, self._column(line, token), reason))

    def _column(self, line: int, token: str) -> int:
        """Where the token stands in the line: its second finding is looked for behind the first."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        key = (line, token)
        start = text.find(token, self._seen.get(key, 0)) if token else -1
        if start < 0:
            opening = re.search(r"\{[{%]", text)
            return opening.start() + 1 if opening else 1
        self._seen[key] = start + len(token)
        return start + 1


def _unknown(node: nodes.Node) -> Iterator[tuple[str, str]]:
    what = type(node).__name__.lower()
    yield "", _REFUSED_WORDS.get(type(node), f"{what} is not allowed in a template")


def _name(node: nodes.Name) -> Iterator[tuple[str, str]]:
    if node.name.startswith("_") or node.name in {"self", "caller", "varargs", "kwargs"}:
        yield node.name, f"`{node.name}` is out of reach"


def _attribute(node: nodes.Getattr) -> Iterator[tuple[str, str]]:
    if node.attr.startswith("_"):
        yield node.attr, "names that begin with an underscore are out of reach"


def _item(node: nodes.Getitem) -> Iterator[tuple[str, str]]:
    key = node.arg
    if isinstance(key, nodes.Const) and isinstance(key.value, str) and key.value.startswith("_"):
        yield key.value, "names that begin with an underscore are out of reach"


def _loop(node: nodes.For) -> Iterator[tuple[str, str]]:
    if node.recursive:
        yield "recursive", "loops cannot call themselves"


def _assignment(node: nodes.Assign) -> Iterator[tuple[str, str]]:
    if not isinstance(node.target, nodes.Name):
        yield "set", "set gives a value to one name"
    grows = next(node.node.find_all((nodes.Concat, nodes.Add)), None) or isinstance(
        node.node, nodes.Concat | nodes.Add
    )
    if grows:
        yield "set", "a name cannot keep what is put together; put it together where it is shown"


def _filter(node: nodes.Filter) -> Iterator[tuple[str, str]]:
    if node.name not in FILTERS:
        yield node.name, f"there is no filter `{node.name}`; there are {', '.join(sorted(FILTERS))}"
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        yield node.name, "a filter's values are given by place"


def _test(node: nodes.Test) -> Iterator[tuple[str, str]]:
    if node.name not in TESTS:
        yield node.name, f"there is no test `{node.name}`"


def _call(node: nodes.Call) -> Iterator[tuple[str, str]]:
    called = node.node
    is_named = isinstance(called, nodes.Name) and called.name in {"range", "super"}
    is_cycle = (
        isinstance(called, nodes.Getattr)
        and called.attr == "cycle"
        and isinstance(called.node, nodes.Name)
        and called.node.name == "loop"
    )
    if not (is_named or is_cycle) or node.kwargs or node.dyn_args or node.dyn_kwargs:
        word = getattr(called, "attr", getattr(called, "name", ""))
        yield str(word), "only range, super and loop.cycle can be called"


_JUDGES: dict[type[nodes.Node], Callable[[Any], Iterator[tuple[str, str]]]] = {
    nodes.Name: _name,
    nodes.Getattr: _attribute,
    nodes.Getitem: _item,
    nodes.For: _loop,
    nodes.Assign: _assignment,
    nodes.Filter: _filter,
    nodes.Test: _test,
    nodes.Call: _call,
}
