"""How Magento is asked and how it answers: search criteria, pages, limits, refusals, signatures."""

from __future__ import annotations

import base64
import hmac
import re
from typing import Any
from urllib.parse import quote, unquote

from tests.fakes.shops.serving import Request, Response

CONSUMER, TOKEN = ("consumerkey123", "consumersecret456"), ("accesstoken789", "accesssecret012")
OAUTH = {
    "consumer_key": CONSUMER[0],
    "consumer_secret": CONSUMER[1],
    "access_token": TOKEN[0],
    "access_token_secret": TOKEN[1],
}
LONGEST_ADDRESS = 8000
"""As web servers usually take."""
MOST_A_PAGE, MOST_AT_ONCE = 300, 20
"""Where the owner limits the input."""
Record = dict[str, Any]


def filters(request: Request) -> list[tuple[str, str, str]]:
    told = dict(request.query)
    groups = sorted({int(found[1]) for name in told if (found := re.search(r"filterGroups\]\[(\d+)", name))})
    parts = [f"searchCriteria[filterGroups][{one}][filters][0]" for one in groups]
    return [(told[f"{one}[field]"], told[f"{one}[conditionType]"], told[f"{one}[value]"]) for one in parts]


def fits(record: Record, field: str, condition: str, wanted: str) -> bool:
    value = str(record.get("id" if field == "entity_id" else field, ""))
    if condition == "in":
        return value in wanted.split(",")
    if condition == "gt":
        return int(value) > int(wanted)
    return {"eq": value == wanted, "neq": value != wanted, "gteq": value >= wanted}[condition]


def fits_all(record: Record, tests: list[tuple[str, str, str]]) -> bool:
    return all(fits(record, *test) for test in tests)


def page(request: Request, found: list[Record], *, is_end_repeated: bool = False) -> Response:
    """Of products nothing comes beyond the end; of plain collections the last page comes again."""
    size, number = (int(request.get(f"searchCriteria[{name}]", "1")) for name in ("pageSize", "currentPage"))
    if is_end_repeated:
        number = min(number, max(1, -(-len(found) // size)))
    shown = found[(number - 1) * size : number * size]
    return Response(200, {"items": shown, "total_count": len(found)})


def too_much(request: Request) -> Response | None:
    """What the server or the owner's limits do not take."""
    if len(request.url) > LONGEST_ADDRESS:
        return Response(414, body=b"<html>414 Request-URI Too Large</html>")
    if int(request.get("searchCriteria[pageSize]", "1")) > MOST_A_PAGE:
        return error(400, "Maximum SearchCriteria pageSize is %max", {"max": MOST_A_PAGE})
    if "/async/bulk" in request.path or request.method != "POST":
        return None
    body = request.json()
    crowded = [name for name, value in body.items() if isinstance(value, list) and len(value) > MOST_AT_ONCE]
    if crowded and isinstance(body[crowded[0]][0], dict):
        return error(400, 'Maximum items of type "%type" is %max', {"type": crowded[0], "max": MOST_AT_ONCE})
    return None


def custom(body: Record) -> dict[str, Any]:
    return {one["attribute_code"]: one["value"] for one in body.get("custom_attributes", [])}


def error(status: int, message: str, parameters: Any = None) -> Response:
    return Response(status, {"message": message, "parameters": parameters or []})


def is_signed(request: Request, url: str, header: str) -> bool:
    """RFC 5849 with HMAC-SHA256, by hand."""
    told = {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', header)}
    signature = told.pop("oauth_signature", "")
    if (told.get("oauth_consumer_key"), told.get("oauth_token")) != (CONSUMER[0], TOKEN[0]):
        return False
    pairs = sorted((quote(name, "~"), quote(value, "~")) for name, value in [*told.items(), *request.query])
    text = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join([request.method, quote(url, "~"), quote(text, "~")])
    expected = base64.b64encode(
        hmac.digest(f"{CONSUMER[1]}&{TOKEN[1]}".encode(), base.encode(), "sha256")
    ).decode()
    return told.get("oauth_signature_method") == "HMAC-SHA256" and hmac.compare_digest(expected, signature)
