"""`varai kiosk`: the mirror on this screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def kiosk(
    windowed: Annotated[bool, typer.Option(help="In a window instead of the whole screen.")] = False,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Size of the window, 1080x1920.")] = None,
    camera: Annotated[
        str | None, typer.Option(metavar="auto|N|PATH|demo", help="Which camera, video or picture.")
    ] = None,
    language: Annotated[
        Literal["en", "de", "es", "fr"] | None, typer.Option(help="The language customers meet.")
    ] = None,
    screenshot: Annotated[Path | None, typer.Option(help="Write a picture of the window, then end.")] = None,
    seconds: Annotated[float, typer.Option(min=0.5, help="When to take the picture.")] = 10.0,
    data_dir: Annotated[Path | None, typer.Option(help="Where settings and records are kept.")] = None,
) -> None:
    """Start the mirror."""
    from ui.bridge.plain_imports import import_plainly

    import_plainly()
    from ui.kiosk.run import KioskChoice, run_kiosk

    choice = KioskChoice(
        is_windowed=windowed or size is not None,
        size=size,
        camera=camera,
        language=language,
        screenshot=screenshot,
        seconds=seconds,
        data_dir=data_dir,
    )
    problem = run_kiosk(choice)
    if problem is not None:
        typer.echo(problem, err=True)
        raise typer.Exit(2)
