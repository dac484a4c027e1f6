"""After the last benchmark, every figure once more in one table."""

from __future__ import annotations

import pytest

from tests.benchmarks.figures import shown, table

USUAL_MINUTES = 1.0


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "how long the mirror's memory is looked at"
    parser.addoption("--minutes", type=float, default=USUAL_MINUTES, help=told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if shown():
        terminalreporter.section("all figures")
        terminalreporter.write_line(table(shown()))
