"""A Shopify shop behind the Admin GraphQL interface, as far as the adapter speaks it.

Operations are told apart by name. It enforces tokens and their end, the cost bucket (refusals come with status
200), idempotency keys and their parameters, `changeFromQuantity`, unique handles, pages with cursors, bulk files
that may drop nested lines, and webhooks that are deleted after 8 failures.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qs

from tests.fakes.shops.serving import Request, Response
from tests.fakes.shops.shopify.bulk import Bulk
from tests.fakes.shops.shopify.changes import Changes
from tests.fakes.shops.shopify.channels import Channels
from tests.fakes.shops.shopify.hooks import Hooks
from tests.fakes.shops.shopify.questions import Questions
from tests.fakes.shops.shopify.records import Record
from tests.fakes.shops.shopify.stock import Stock

CLIENT_ID = "0123456789abcdef"


class ShopifyShop(Questions, Changes, Channels, Stock, Bulk, Hooks):
    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, datetime] = {}
        self.maximum, self.restored_per_s = 2000.0, 100.0
        self.available = self.maximum
        self.cost_of_others = 0.0
        """Points that other apps take with each of our requests."""
        self.is_frozen = False

    def answer(self, request: Request) -> Response:
        with self.lock:
            if request.path == "/admin/oauth/access_token":
                response = self._give_token(request)
            elif self.is_frozen:
                response = Response(402, {"errors": "Unavailable Shop"})
            elif request.path.startswith("/bulk/"):
                response = Response(
                    200, body="\n".join(self.bulk_files[request.path.rpartition("/")[2]]).encode()
                )
            elif not self._knows(request.headers.get("x-shopify-access-token", "")):
                response = Response(401, {"errors": "[API] Invalid API key or access token"})
            else:
                response = self._graphql(request)
        response.headers.setdefault("Date", format_datetime(self.clock.now(), usegmt=True))
        return response

    def _give_token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, self.client_secret):
            return Response(400, {"error": "invalid_client"})
        token = f"shpat_{len(self.tokens):032d}"
        self.tokens[token] = self.clock.now()
        return Response(200, {"access_token": token, "scope": ",".join(self.scopes), "expires_in": 86399})

    def _knows(self, token: str) -> bool:
        given = self.tokens.get(token)
        return given is not None and (self.clock.now() - given).total_seconds() < 86399

    def _graphql(self, request: Request) -> Response:
        told = request.json()
        found = re.match(r"\s*(?:query|mutation) (\w+)", told["query"])
        assert found is not None, told["query"]
        cost = 10.0 if told["query"].lstrip().startswith("mutation") else 30.0
        self.available = max(0.0, self.available - self.cost_of_others)
        if cost > self.available:
            self.available = min(self.maximum, self.available + self.restored_per_s)
            errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
            return Response(200, {"errors": errors, "extensions": self._cost(cost, 0)})
        self.available -= cost
        data = getattr(self, f"_do_{_snake(found[1])}")(told["variables"])
        if isinstance(data, list):
            return Response(200, {"errors": data, "extensions": self._cost(cost, cost)})
        return Response(200, {"data": data, "extensions": self._cost(cost, cost)})

    def _cost(self, requested: float, actual: float) -> Record:
        status = {
            "maximumAvailable": self.maximum, "currentlyAvailable": self.available, "restoreRate": self.restored_per_s,
        }  # fmt: skip
        return {
            "cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}
        }


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
