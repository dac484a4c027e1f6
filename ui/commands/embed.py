"""`varai pages embed`: the try-on for product pages of other shop systems."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.services.embed_try_on import ShopSystem
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from app.domain.listing import FrameListing
    from app.ports import FrameModels


def embed(
    system: Annotated[ShopSystem, typer.Argument(help="What makes the product pages.", show_default=False)],
    site: Annotated[str, typer.Option(help="Where the try-on will be served: https://…/try-on/")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must be empty or new.", file_okay=False)],
) -> None:
    """Write the try-on for a shop system. The part to install, and the folder to serve (bundle, models, SKUs)."""
    from app.domain.errors import Refused
    from app.services.embed_try_on import filled_part, open_to_other_sites, try_on_address
    from app.settings import Settings
    from engine.asset_paths import WEB_EMBEDS, WEB_TRY_ON
    from ui.shop import ShopClosed, all_frames, supplied_models

    if out.exists() and any(out.iterdir()):
        stop(
            f"{out} is not empty. Name a new folder, so that nothing of yours is written over.",
            UNUSABLE_INPUT,
        )
    if not (WEB_TRY_ON / "try-on.js").is_file():
        stop("The web try-on has not been built here yet: run packaging/web.sh once.", UNUSABLE_INPUT)
    try:
        part = filled_part(_texts(WEB_EMBEDS / system.value), try_on_address(site))
        frames = all_frames(Settings())
        models = supplied_models(Settings(), frames)
    except (Refused, ShopClosed) as reason:
        stop(str(reason), UNUSABLE_INPUT)
    for path, text in part.items():
        _write(out / path, text.encode())
    shutil.copytree(WEB_TRY_ON, out / "serve")
    for path, content in open_to_other_sites().items():
        _write(out / "serve" / path, content)
    _write_frames(out / "serve", frames, models)
    typer.echo(f"{part['README.md']}\nAll this lies in {out}.")


def _texts(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in files}


def _write_frames(folder: Path, frames: tuple[FrameListing, ...], models: FrameModels) -> None:
    from rich.progress import track

    from app.services.embed_try_on import model_path, sku_files

    for path, content in sku_files(frames).items():
        _write(folder / path, content)
    skus = [(frame, variant.sku) for frame in frames for variant in frame.variants]
    for frame, sku in track(skus, "Models", transient=True):
        _write(folder / model_path(sku), models.glb(frame.eyewear(sku)))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
