"""How benchmarks print: one row a figure, with its target beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure; the target is words such as `<= 7 ms`."""

    name: str
    value: float
    unit: str
    target: str = ""


def show(title: str, figures: list[Figure]) -> None:
    """Prints a table to standard output (`make bench` shows it)."""
    width = max(len(figure.name) for figure in figures)
    print(f"\n== {title}")
    for figure in figures:
        print(f"{figure.name:<{width}}  {figure.value:>10.3f} {figure.unit:<8} {figure.target}")
