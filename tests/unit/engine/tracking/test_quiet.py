from __future__ import annotations

import subprocess
import sys

from engine.asset_paths import ASSETS

NATIVE_AND_OWN = """
import os, sys
from engine.tracking.quiet import native_stderr_muted
with native_stderr_muted():
    os.write(2, b"native\\n")
print("own", file=sys.stderr)
"""
NO_STDERR = """
import os
from engine.tracking.quiet import native_stderr_muted
os.close(2)
with native_stderr_muted():
    print("alive")
"""


def run(program: str) -> tuple[str, str]:
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ASSETS.parent, capture_output=True, text=True, check=True
    )
    return ran.stdout, ran.stderr


def test_native_lines_are_dropped_and_ours_come_through():
    assert run(NATIVE_AND_OWN) == ("", "own\n")


def test_a_program_without_standard_error_goes_on():
    assert run(NO_STDERR) == ("alive\n", "")
