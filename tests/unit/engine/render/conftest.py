"""Every OpenGL call of these tests is checked for errors; each module shares one stage."""

from __future__ import annotations

from engine.render import checks

checks.every_call = True
