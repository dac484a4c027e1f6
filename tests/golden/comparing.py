"""Two pictures are alike when few pixels differ clearly: rasterisers round edges differently, they do not move them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from engine.types import ByteArray

CLEAR_DIFFERENCE = 28
"""Grey levels."""
MOST_DIFFERENT = 0.004
"""Share of pixels that may differ clearly."""


def different_share(one: ByteArray, other: ByteArray) -> float:
    apart = np.abs(one.astype(int) - other.astype(int)).max(axis=2)
    return float((apart > CLEAR_DIFFERENCE).mean())


def require_alike(drawn: ByteArray, golden: Path, findings: Path) -> None:
    """Fails with the pictures side by side (golden, drawn, difference) in `findings`."""
    expected = cv2.imread(str(golden))[:, :, ::-1]
    share = different_share(drawn, expected)
    if share > MOST_DIFFERENT:
        findings.mkdir(parents=True, exist_ok=True)
        apart = cv2.absdiff(drawn, np.ascontiguousarray(expected))
        cv2.imwrite(str(findings / golden.name), np.hstack([expected, drawn, apart])[:, :, ::-1])
    assert share <= MOST_DIFFERENT, f"{share:.2%} of {golden.name} differ: see {findings / golden.name}"
