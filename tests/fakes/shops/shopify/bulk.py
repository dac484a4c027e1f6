"""Everything in one file, made while the app waits; it may fail, end, or drop nested lines."""

from __future__ import annotations

import json

from tests.fakes.shops.shopify.records import Record, gid, number_of
from tests.fakes.shops.shopify.shelves import Shelves


class Bulk(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self.bulk_drops_variants_above: int | None = None
        self.bulk_polls = 2
        self.fails_bulk = False
        self.bulk_files: dict[str, list[str]] = {}

    def _do_run_bulk(self, told: Record) -> Record:
        identity = str(self._next_id())
        lines: list[str] = []
        for product in self.products.values():
            view = self._view(product, 10**6)
            variants, media = view.pop("variants")["nodes"], view.pop("media")["nodes"]
            most = self.bulk_drops_variants_above
            children = (variants if most is None else variants[:most]) + media
            lines += [
                json.dumps(view),
                *(json.dumps({**one, "__parentId": product["id"]}) for one in children),
            ]
        self.bulk_files[identity] = lines
        self._polls = self.bulk_polls
        return {
            "bulkOperationRunQuery": {
                "bulkOperation": {"id": gid("BulkOperation", identity), "status": "CREATED"},
                "userErrors": [],
            }
        }

    def _do_bulk_status(self, told: Record) -> Record:
        identity = str(number_of(told["id"]))
        self._polls -= 1
        lines = self.bulk_files.get(identity)
        ready = "FAILED" if self.fails_bulk else "RUNNING" if self._polls >= 0 else "COMPLETED"
        status = "EXPIRED" if lines is None else ready
        url = f"{self.address}/bulk/{identity}" if status == "COMPLETED" and lines else None
        return {
            "bulkOperation": {
                "id": told["id"],
                "status": status,
                "errorCode": None,
                "objectCount": str(len(lines or [])),
                "url": url,
            }
        }
