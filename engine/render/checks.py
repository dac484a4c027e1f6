"""Whether the driver is asked for an error after every call. Set before anything else of this room is imported."""

from __future__ import annotations

every_call = False
"""Off in the shop, where it would cost half a millisecond a picture; on in tests."""
