"""Adobe Commerce: on a server of one's own with Adobe's journal of events, and as a Cloud Service behind Adobe's
sign-in, with its store view in a header.

Adobe's sign-in and journal answer at the same place here; a token holds a day and only for what was asked for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from tests.fakes.shops.magento.requests import error
from tests.fakes.shops.magento.shop import MagentoShop
from tests.fakes.shops.serving import Request, Response

CLIENT_ID, CLIENT_SECRET = "adobeclient123", "p8e-adobe-secret-456"
TENANT = "/AbCYab34cdEf"
ORGANIZATION = "4CC7D9704674CFB2138A2C54@AdobeOrg"
JOURNAL = "/events/organizations/23294/integrations/54108/f89067f2"
LIFE_S = 86399
Record = dict[str, Any]


class AdobeSignIn:
    """Gives tokens for scopes, and tells whether one holds."""

    def __init__(self, shop: MagentoShop) -> None:
        self._shop = shop
        self.granted = {"openid", "AdobeID", "commerce.accs", "adobeio_api", "email", "profile"}
        self.granted |= {"additional_info.roles", "additional_info.projectedProductContext"}
        self.tokens: dict[str, tuple[float, set[str]]] = {}

    def answer(self, request: Request) -> Response:
        told = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if (told.get("client_id"), told.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return Response(400, {"error": "invalid_client"})
        scopes = set(told.get("scope", "").split(","))
        if told.get("grant_type") != "client_credentials" or not scopes <= self.granted:
            return Response(400, {"error": "invalid_scope"})
        token = f"ims-{len(self.tokens)}"
        self.tokens[token] = (self._shop.clock.now().timestamp() + LIFE_S, scopes)
        return Response(200, {"access_token": token, "token_type": "bearer", "expires_in": LIFE_S})

    def holds(self, request: Request, scope: str) -> bool:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        ends, scopes = self.tokens.get(token, (0.0, set()))
        is_asked_by_us = request.headers.get("x-api-key") == CLIENT_ID
        return is_asked_by_us and scope in scopes and ends > self._shop.clock.now().timestamp()


class AdobeJournal:
    """What the shop told of itself, in order, behind opaque positions; old entries go away."""

    def __init__(self, shop: MagentoShop, sign_in: AdobeSignIn) -> None:
        self._shop = shop
        self._sign_in = sign_in
        self.entries: list[Record] = []
        self.expired = 0
        """How many of the first are gone."""

    def note(self, event: str, value: Record) -> None:
        number = len(self.entries)
        self.entries.append({
            "specversion": "1.0", "id": f"cloud-{number}", "type": f"com.adobe.commerce.{event}",
            "event_id": f"event-{number}", "recipient_client_id": CLIENT_ID,
            "data": {"key": f"key-{number}", "value": value},
        })  # fmt: skip

    def answer(self, request: Request) -> Response:
        if (
            not self._sign_in.holds(request, "adobeio_api")
            or request.headers.get("x-ims-org-id") != ORGANIZATION
        ):
            return Response(401, {"error_code": "401013", "message": "Oauth token is not valid"})
        start = self._start(request)
        if start < self.expired:
            return Response(410, body=b"Events at this position have expired.")
        limit = int(request.get("limit") or "2")
        shown = self.entries[start : start + limit]
        after = _position(start + len(shown))
        link = f"{JOURNAL}?since={after}&limit={limit}"
        headers = {"Link": f'<{link}>; rel="next", <{JOURNAL}/validate?since={after}>; rel="validate"'}
        if not shown:
            return Response(204, headers=headers | {"Retry-After": "10"}, body=b"")
        events = [{"position": _position(start + n + 1), "event": one} for n, one in enumerate(shown)]
        return Response(200, {"events": events, "_page": {"last": after, "count": len(shown)}}, headers)

    def _start(self, request: Request) -> int:
        if request.get("latest") == "true":
            return len(self.entries)
        since = request.get("since")
        return int(since.removeprefix("moose:")) if since else self.expired


def _position(number: int) -> str:
    """As text without meaning."""
    return f"moose:{number:09d}"


class AdobeCommerceShop(MagentoShop):
    """Adobe Commerce on a server of one's own, which tells Adobe's I/O Events what happens in it."""

    def __init__(self) -> None:
        super().__init__()
        self.sign_in = AdobeSignIn(self)
        self.journal = AdobeJournal(self, self.sign_in)

    def edit(self, number: int, **changes: Any) -> None:
        super().edit(number, **changes)
        self.journal.note("observer.catalog_product_save_commit_after", {"sku": self.products[number]["sku"]})

    def order(self, number: int, pieces: int = 1) -> None:
        super().order(number, pieces)
        told = {"product_id": str(number), "qty": "4"}
        self.journal.note("observer.cataloginventory_stock_item_save_commit_after", told)

    def remove(self, number: int) -> None:
        told = {"entity_id": str(number), "sku": self.products[number]["sku"]}
        super().remove(number)
        self.journal.note("observer.catalog_product_delete_commit_after", told)

    def _public(self, request: Request) -> Response | None:
        """Adobe's own services, which stand elsewhere in truth."""
        if request.path == "/ims/token/v3":
            return self.sign_in.answer(request)
        if request.path == JOURNAL:
            return self.journal.answer(request)
        return super()._public(request)


class AdobeCloudShop(AdobeCommerceShop):
    """Its address is `shop.address + TENANT`."""

    def _public(self, request: Request) -> Response | None:
        return None if request.path == "/magento_version" else super()._public(request)

    def _place(self, request: Request) -> tuple[str, str, bool] | None:
        view, path = request.headers.get("store"), request.path.removeprefix(f"{TENANT}/V1")
        if view is None or path == request.path:
            return None
        is_bulk = path.startswith("/async/bulk/")
        return view, path.removeprefix("/async/bulk"), is_bulk

    def _is_known(self, request: Request) -> bool:
        return self.sign_in.holds(request, "commerce.accs")

    def _give_token(self, told: Record) -> Response:
        del told
        return error(404, "Request does not match any route.")
