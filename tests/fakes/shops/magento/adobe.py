"""Adobe Commerce as a Cloud Service: Magento behind Adobe's sign-in, with its store view in a header.

Adobe's sign-in answers at the same place here; a token holds a day and only for what was asked for.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from tests.fakes.shops.magento.requests import error
from tests.fakes.shops.magento.shop import MagentoShop
from tests.fakes.shops.serving import Request, Response

CLIENT_ID, CLIENT_SECRET = "adobeclient123", "p8e-adobe-secret-456"
TENANT = "/AbCYab34cdEf"
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


class AdobeCloudShop(MagentoShop):
    """Its address is `shop.address + TENANT`."""

    def __init__(self) -> None:
        super().__init__()
        self.sign_in = AdobeSignIn(self)

    def _public(self, request: Request) -> Response | None:
        if request.path == "/ims/token/v3":
            return self.sign_in.answer(request)
        return super()._public(request) if request.path.startswith("/media/") else None

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
