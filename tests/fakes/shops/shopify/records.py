"""How Shopify writes things down: ids, pages, metafields, refusals."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

Record = dict[str, Any]


def gid(kind: str, number: object) -> str:
    return f"gid://shopify/{kind}/{number}"


def number_of(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def by_number(one: Record) -> str:
    return f"{one['number']:020d}"


def fields(metafields: list[Record]) -> Record:
    return {one["key"]: {"value": one["value"]} for one in metafields}


def trouble(code: str, field: list[str] | None) -> Record:
    return {"userErrors": [{"field": field, "message": code.capitalize().replace("_", " "), "code": code}]}


def denied(field: str, scope: str) -> list[Record]:
    message = f"Access denied for {field} field. Required access: `{scope}` access scope."
    return [{"message": message, "extensions": {"code": "ACCESS_DENIED"}}]


def page_of(
    found: list[Record], told: Record, key: Callable[[Record], str], view: Callable[..., Record]
) -> Record:
    after = base64.b64decode(told["after"]).decode() if told.get("after") else ""
    rest = [one for one in sorted(found, key=key) if key(one) > after]
    shown = rest[: told["first"]]
    cursor = base64.b64encode(key(shown[-1]).encode()).decode() if shown else None
    return {
        "nodes": [view(one) for one in shown],
        "pageInfo": {"hasNextPage": len(rest) > len(shown), "endCursor": cursor},
    }
