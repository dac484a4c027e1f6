"""`varai frames`: the catalogue of this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.frame_files import export_glb, import_model
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from app.domain.listing import FrameListing


app = typer.Typer(rich_markup_mode=None)
app.command("export-glb")(export_glb)
app.command("import-glb")(import_model)


@app.callback(invoke_without_command=True)
def frames(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a variant.")] = False,
) -> None:
    """List the frames of this machine. With SKUs, sizes and prices; their models are exported and imported here."""
    if context.invoked_subcommand is None:
        _list(as_json)


def _list(as_json: bool) -> None:
    from app.settings import Settings
    from ui.shop import ShopClosed, all_frames

    try:
        found = all_frames(Settings())
    except ShopClosed as reason:
        stop(str(reason), UNUSABLE_INPUT)
    if as_json:
        for row in _rows(found):
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    if not found:
        typer.echo(
            "No frame can be tried on here yet. “varai sync status” says what was brought in and what it lacks."
        )
        return
    _print_table(found)


def _rows(found: tuple[FrameListing, ...]) -> list[dict[str, str | int]]:
    return [
        {
            "sku": variant.sku,
            "name": frame.name,
            "brand": frame.brand,
            "colour": variant.colour,
            "shape": frame.spec.shape.value,
            "size": frame.boxing_size,
            "price_minor": variant.price.amount_minor,
            "currency": variant.price.currency,
            "in_stock": variant.in_stock,
        }
        for frame in found
        for variant in frame.variants
    ]


def _print_table(found: tuple[FrameListing, ...]) -> None:
    from babel.numbers import format_currency, get_currency_precision
    from rich.console import Console
    from rich.table import Column, Table

    whole = (Column(name, no_wrap=True) for name in ("Size", "Price", "Stock"))
    table = Table(Column("SKU", no_wrap=True), "Frame", "Brand", "Colour", "Shape", *whole, box=None)
    for frame in found:
        for variant in frame.variants:
            digits = get_currency_precision(variant.price.currency)
            price = format_currency(
                variant.price.amount_minor / 10**digits, variant.price.currency, locale="en"
            )
            cells = (variant.sku, frame.name, frame.brand, variant.colour, frame.spec.shape.value)
            table.add_row(*cells, frame.boxing_size, price, str(variant.in_stock))
    Console().print(table)
