"""`varai frames export-glb` and `import-glb`: models of frames as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from engine.eyewear.glb_import import ImportedFrame

_Sku = Annotated[str, typer.Option("--sku", help="Of the variant; `varai frames` lists them.")]


def export_glb(
    sku: Annotated[
        str, typer.Argument(help="Of the variant; `varai frames` lists them.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="The .glb file to write.", dir_okay=False)],
) -> None:
    """Write the model of a frame as GLB. Metres, y up, origin on the back of the bridge."""
    from app.settings import Settings
    from ui.shop import ShopClosed, UnknownSku, all_frames, glasses, supplied_models

    try:
        worn = glasses(Settings(), sku)
        data = supplied_models(Settings(), all_frames(Settings())).glb(worn)
        out.write_bytes(data)
    except (ShopClosed, UnknownSku) as reason:
        stop(str(reason), UNUSABLE_INPUT)
    except OSError as error:
        stop(f"{out} cannot be written: {error.strerror}.", UNUSABLE_INPUT)
    typer.echo(f"{out}: {len(data) / 1024:.0f} KB")


def import_model(
    file: Annotated[Path, typer.Argument(help="The supplier's .glb file.", show_default=False)],
    sku: _Sku,
    picture: Annotated[Path | None, typer.Option(help="A .png to write: how the frame looks.")] = None,
    only_check: Annotated[bool, typer.Option("--check", help="Say what is found, keep nothing.")] = False,
) -> None:
    """Take in a supplier's model of a frame. Mirror and pages show it from the next start on."""
    from app.settings import Settings
    from engine.errors import EngineError
    from engine.eyewear.glb_export import frame_glb
    from engine.eyewear.glb_import import import_glb
    from ui.shop import ShopClosed, UnknownSku, glasses, model_file

    settings = Settings()
    try:
        data = file.read_bytes()
        worn = glasses(settings, sku)
        imported = import_glb(data, worn.spec)
        if picture is not None:
            _write_picture(picture, imported)
        if not only_check:
            kept = model_file(settings, sku)
            kept.parent.mkdir(parents=True, exist_ok=True)
            as_supplied = replace(worn.finish, lens=imported.finish.lens)
            kept.write_bytes(frame_glb(replace(worn, finish=as_supplied), imported.model))
    except (ShopClosed, UnknownSku, EngineError) as reason:
        stop(str(reason), UNUSABLE_INPUT)
    except OSError as error:
        stop(f"{error.filename or file} cannot be used: {error.strerror}.", UNUSABLE_INPUT)
    for finding in imported.findings:
        typer.echo(finding)
    typer.echo("Nothing was kept." if only_check else f"Kept as the model of {sku}.")


def _write_picture(path: Path, imported: ImportedFrame) -> None:
    from engine.capture.writing import write_picture
    from engine.eyewear.glb_picture import picture_of

    write_picture(path, picture_of(imported.model, imported.finish)[..., ::-1])
