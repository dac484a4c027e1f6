"""How benchmarks print: one row a figure, with its target beside it; all of them once more at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure; the target is words such as `<= 7 ms`."""

    name: str
    value: float
    unit: str
    target: str = ""


_SHOWN: dict[str, list[Figure]] = {}


def show(title: str, figures: list[Figure]) -> None:
    """Prints a table to standard output (`make bench` shows it)."""
    _SHOWN[title] = figures
    print(f"\n{table({title: figures})}")


def shown() -> Mapping[str, list[Figure]]:
    """All figures of this run by title, in their order."""
    return _SHOWN


def table(figures_by_title: Mapping[str, list[Figure]]) -> str:
    """One table with aligned columns, titles between the rows."""
    width = max(len(figure.name) for figures in figures_by_title.values() for figure in figures)
    lines = []
    for title, figures in figures_by_title.items():
        lines.append(f"== {title}")
        lines += [f"{f.name:<{width}}  {f.value:>10.3f} {f.unit:<8} {f.target}".rstrip() for f in figures]
    return "\n".join(lines)
