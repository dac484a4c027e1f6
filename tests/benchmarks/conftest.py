"""After the last benchmark, every figure once more in one table."""

from __future__ import annotations

import pytest

from tests.benchmarks.figures import shown, table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if shown():
        terminalreporter.section("all figures")
        terminalreporter.write_line(table(shown()))
