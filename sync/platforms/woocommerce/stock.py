"""Writes stock to WooCommerce, which promises nothing to two who write at once.

A level is compared just before it is written. An adjustment carries its key in a custom field that WooCommerce
saves together with the stock: one that was done already is found there and not done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.http.errors import OutcomeUnknown
from sync.platforms.values import RefusalCode, RefusedWrite, StockAdjustment, StockSet, WriteOutcome
from sync.platforms.woocommerce.client import WooClient, WooRefusal
from sync.platforms.woocommerce.mapping import MANAGED_BY_PARENT, STOCK_KEYS

_KEYS_KEPT = 20
_FIELDS = "id,parent_id,status,manage_stock,stock_quantity,meta_data"


@dataclass(frozen=True, slots=True)
class _Level:
    path: str
    quantity: int
    is_tracked: bool
    keys: tuple[str, ...]


class WooStock:
    def __init__(self, client: WooClient) -> None:
        self._client = client

    def set(self, writes: Sequence[StockSet]) -> WriteOutcome:
        return sum((self._set(one) for one in writes), WriteOutcome())

    def adjust(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        return sum((self._adjust_once(one, key) for one in writes), WriteOutcome())

    def _adjust_once(self, write: StockAdjustment, key: str) -> WriteOutcome:
        """When the line breaks, the key tells whether it was done; a second break is the caller's."""
        try:
            return self._adjust(write, key)
        except OutcomeUnknown:
            return self._adjust(write, key)

    def _set(self, write: StockSet) -> WriteOutcome:
        level = self._level(write.variant_id)
        if isinstance(level, WriteOutcome):
            return level
        if write.expected is not None and level.is_tracked and level.quantity != write.expected:
            reason = f"{level.quantity} pieces lie there, not {write.expected}"
            return _refused(write.variant_id, RefusalCode.STALE, reason)
        body = {"manage_stock": True, "stock_quantity": write.quantity}
        return self._written(write.variant_id, level.path, body)

    def _adjust(self, write: StockAdjustment, key: str) -> WriteOutcome:
        level = self._level(write.variant_id)
        if isinstance(level, WriteOutcome):
            return level
        if key in level.keys:
            return WriteOutcome(done=(write.variant_id,))
        if not level.is_tracked:
            return _refused(write.variant_id, RefusalCode.INVALID, "the shop does not track its stock")
        kept = " ".join([*level.keys, key][-_KEYS_KEPT:])
        body = {"inventory_delta": write.delta, "meta_data": [{"key": STOCK_KEYS, "value": kept}]}
        return self._written(write.variant_id, level.path, body, is_repeatable=False)

    def _level(self, variant_id: str) -> _Level | WriteOutcome:
        told = self._client.get(f"products/{variant_id}", _fields=_FIELDS)
        if isinstance(told, WooRefusal) or told["status"] == "trash":
            return _refused(variant_id, RefusalCode.GONE, "the shop has no such product")
        parent = told.get("parent_id")
        if told["manage_stock"] == MANAGED_BY_PARENT:
            return self._level(str(parent))
        path = f"products/{parent}/variations/{variant_id}" if parent else f"products/{variant_id}"
        is_tracked = told["manage_stock"] is True
        return _Level(path, int(told["stock_quantity"] or 0), is_tracked, _keys(told["meta_data"]))

    def _written(
        self, variant_id: str, path: str, body: dict[str, Any], *, is_repeatable: bool = True
    ) -> WriteOutcome:
        result = self._client.send("PUT", path, body, is_repeatable=is_repeatable)
        if isinstance(result, WooRefusal):
            code = RefusalCode.GONE if result.is_gone else RefusalCode.INVALID
            return _refused(variant_id, code, str(result))
        return WriteOutcome(done=(variant_id,))


def _keys(meta: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(next((str(one["value"]) for one in meta if one["key"] == STOCK_KEYS), "").split())


def _refused(variant_id: str, code: RefusalCode, reason: str) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(variant_id, code, reason),))
