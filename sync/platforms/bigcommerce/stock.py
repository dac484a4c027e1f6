"""Stock through BigCommerce's Inventory interface, which applies changes of one item strictly one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import NeedsOwner
from app.store.repositories.base import batches
from sync.platforms.bigcommerce.client import BigCommerceClient, BigRefusal, joined
from sync.platforms.bigcommerce.mapping import levels_from
from sync.platforms.values import (
    RefusalCode,
    RefusedWrite,
    RemoteLocation,
    RemoteStock,
    StockAdjustment,
    StockSet,
    WriteOutcome,
)

_AT_ONCE = 100
_REASON = "VARAi Mirror"


class BigCommerceStock:
    def __init__(self, client: BigCommerceClient) -> None:
        self._client = client

    def locations(self) -> tuple[RemoteLocation, ...]:
        found = [
            RemoteLocation(str(one["id"]), one["label"], bool(one["enabled"]))
            for page in self._client.pages("inventory/locations")
            for one in page
        ]
        if not found:
            raise NeedsOwner(
                "BigCommerce shows no location of stock: the account needs the scope for inventory."
            )
        return tuple(sorted(found, key=lambda one: not one.is_active))

    def of(self, variant_ids: Sequence[str]) -> dict[str, tuple[RemoteStock, ...]]:
        """By variant; what is gone or not tracked is not in it."""
        found: dict[str, tuple[RemoteStock, ...]] = {}
        for batch in batches(variant_ids, _AT_ONCE):
            for page in self._client.pages("inventory/items", variant_id__in=joined(batch)):
                found.update({str(item["identity"]["variant_id"]): levels_from(item) for item in page})
        return found

    def set(self, writes: Sequence[StockSet]) -> WriteOutcome:
        """`expected` is compared just before: BigCommerce's absolute levels know no condition."""
        levels = self.of([one.variant_id for one in writes])
        due, outcome = [], WriteOutcome()
        for one in writes:
            now = {level.location_id: level.available for level in levels.get(one.variant_id, ())}.get(
                one.location_id, 0
            )
            if one.variant_id not in levels:
                outcome += _refused(
                    one.variant_id, RefusalCode.GONE, "the shop has no such variant, or does not track it"
                )
            elif one.expected is not None and one.expected != now:
                outcome += _refused(
                    one.variant_id, RefusalCode.STALE, f"{now} pieces lie there, not {one.expected}"
                )
            else:
                due.append((one.variant_id, one.location_id, one.quantity))
        for batch in batches(due, _AT_ONCE):
            outcome += self._send("PUT", "inventory/adjustments/absolute", batch, is_repeatable=True)
        return outcome

    def adjust(self, writes: Sequence[StockAdjustment]) -> WriteOutcome:
        """One call each: a piece too few of one must not stop the others."""
        levels = self.of([one.variant_id for one in writes])
        outcome = WriteOutcome()
        for one in writes:
            if one.variant_id not in levels:
                outcome += _refused(
                    one.variant_id, RefusalCode.GONE, "the shop has no such variant, or does not track it"
                )
            else:
                entry = [(one.variant_id, one.location_id, one.delta)]
                outcome += self._send("POST", "inventory/adjustments/relative", entry, is_repeatable=False)
        return outcome

    def put_new(self, levels: Sequence[tuple[str, str, int]]) -> None:
        for batch in batches(levels, _AT_ONCE):
            self._send("PUT", "inventory/adjustments/absolute", batch, is_repeatable=True)

    def _send(
        self, method: str, path: str, entries: Sequence[tuple[str, str, int]], *, is_repeatable: bool
    ) -> WriteOutcome:
        items = [
            {"location_id": int(place), "variant_id": int(variant), "quantity": pieces}
            for variant, place, pieces in entries
        ]
        told = self._client.call(
            method, path, {"reason": _REASON, "items": items}, is_repeatable=is_repeatable
        )
        ids = tuple(variant for variant, _, _ in entries)
        if not isinstance(told, BigRefusal):
            return WriteOutcome(done=ids)
        code = RefusalCode.INSUFFICIENT if not is_repeatable and told.status == 422 else RefusalCode.INVALID
        return WriteOutcome(refused=tuple(RefusedWrite(one, code, str(told)) for one in ids))


def _refused(variant_id: str, code: RefusalCode, reason: str) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(variant_id, code, reason),))
