"""`varai camera …`: look at and calibrate the camera."""

from __future__ import annotations

import typer

app = typer.Typer(help="Look at and calibrate the camera.", no_args_is_help=True)
