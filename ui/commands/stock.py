"""`varai stock …`: pieces that are sold at this mirror's store, come back, or are delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.examples import examples
from ui.commands.sync_words import fail, opened_shop, print_json

if TYPE_CHECKING:
    from app.domain.stock import MovementReason

app = typer.Typer(
    help="Pieces that are sold here, come back, or are delivered.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Sku = Annotated[str, typer.Argument(metavar="SKU", help="`varai frames` lists them.")]
Pieces = Annotated[int, typer.Option(min=1, max=100_000, help="How many.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


@app.command(epilog=examples("varai stock sell ALBA-Black", "varai stock sell ALBA-Black --pieces 2"))
def sell(sku: Sku, pieces: Pieces = 1, as_json: AsJson = False) -> None:
    """Count pieces out that were sold. The joined shops, or the server, hear of it once."""
    from app.domain.stock import MovementReason

    _move(sku, -pieces, MovementReason.SALE, as_json)


@app.command("return")
def take_back(sku: Sku, pieces: Pieces = 1, as_json: AsJson = False) -> None:
    """Count pieces in that a customer brought back."""
    from app.domain.stock import MovementReason

    _move(sku, pieces, MovementReason.RETURN, as_json)


@app.command()
def receive(sku: Sku, pieces: Pieces = 1, as_json: AsJson = False) -> None:
    """Count pieces in that were delivered."""
    from app.domain.stock import MovementReason

    _move(sku, pieces, MovementReason.DELIVERY, as_json)


def _move(sku: str, delta: int, reason: MovementReason, as_json: bool) -> None:
    from uuid6 import uuid7

    from app.domain.errors import Unknown
    from app.services.adjust_stock import StockAdjustment, adjust_stock

    with opened_shop(as_json) as opened:
        shop = opened.shop
        moved = StockAdjustment(uuid7(), sku, shop.store_id, delta, reason)
        try:
            left = adjust_stock(shop.store, shop.scope, moved).result
        except Unknown:
            fail(f"No frame has the SKU {sku}. “varai frames” lists all.", as_json, 2)
        if as_json:
            print_json(sku=sku, moved=delta, pieces=left)
        else:
            print(f"{sku}: {delta:+} ({reason.value}), {left} here now.")
