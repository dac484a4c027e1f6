"""A BigCommerce store held to its documented interface: token, scopes, window limits with headers."""

from __future__ import annotations

import re
from email.utils import format_datetime

from tests.fakes.shops.bigcommerce.catalogue import CATALOGUE, Catalogue
from tests.fakes.shops.bigcommerce.hooks import HOOKS, Hooks
from tests.fakes.shops.bigcommerce.inventory import INVENTORY, Inventory
from tests.fakes.shops.bigcommerce.records import error
from tests.fakes.shops.serving import Request, Response

TOKEN = "bc-access-token-123456"
QUOTA, WINDOW_MS = 150, 30_000
_ROUTES = (*CATALOGUE, *INVENTORY, *HOOKS)


class BigCommerceShop(Catalogue, Inventory, Hooks):
    def __init__(self) -> None:
        super().__init__()
        self.closed: set[str] = set()
        """First parts of paths for which the account has no scope."""
        self.left = 100_000
        """Requests in this window; a test makes it small."""

    def answer(self, request: Request) -> Response:
        with self.lock:
            response = self._limited(request)
        headers = {
            "X-Rate-Limit-Requests-Quota": str(QUOTA), "X-Rate-Limit-Requests-Left": str(max(self.left, 0)),
            "X-Rate-Limit-Time-Window-Ms": str(WINDOW_MS), "X-Rate-Limit-Time-Reset-Ms": "5000",
            "Date": format_datetime(self.clock.now(), usegmt=True),
        }  # fmt: skip
        response.headers = {**headers, **response.headers}
        return response

    def _limited(self, request: Request) -> Response:
        if request.headers.get("x-auth-token") != TOKEN:
            return error(401, "X-Auth-Token header is required")
        self.left -= 1
        if self.left < 0:
            self.left = QUOTA
            return error(429, "Too many requests")
        path = re.sub(r"^/v3/", "", request.path)
        if path.partition("/")[0] in self.closed:
            return error(403, "You don't have a required scope to access the endpoint")
        owner = re.match(r"catalog/products/(\d+)/", path)
        if owner and int(owner[1]) not in self.products:
            return error(404, "A product was not found.")
        for method, pattern, handler in _ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                return handler(self, request, *map(int, found.groups()))
        return error(404, "The route is not found.")
