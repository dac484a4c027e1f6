"""Webhooks: thin payloads signed the Standard Webhooks way, switched off after two days of failures."""

from __future__ import annotations

import json

from standardwebhooks import Webhook

from tests.fakes.shops.bigcommerce.records import ID, Record, Route, data, error, page
from tests.fakes.shops.bigcommerce.shelves import Shelves
from tests.fakes.shops.serving import Delivery, Request, Response

CLIENT_SECRET = "bigcommerce-client-secret-0123456789"
RETRIES_UNTIL_DISABLED = 12


class Hooks(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self.hooks: dict[int, Record] = {}

    def report(self, delivery: Delivery, status: int) -> None:
        hook = self.hooks.get(int(delivery.subscription_id))
        if hook is None:
            return
        hook["failures"] = 0 if status == 200 else hook["failures"] + 1
        hook["is_active"] = hook["is_active"] and hook["failures"] < RETRIES_UNTIL_DISABLED

    def flush(self) -> list[Delivery]:
        queue, self.news = self.news, []
        return [
            self._delivery(hook, body, number)
            for number, body in enumerate(queue)
            for hook in self.hooks.values()
            if hook["is_active"] and hook["scope"] == body["scope"]
        ]

    def _delivery(self, hook: Record, body: Record, number: int) -> Delivery:
        raw, moment = json.dumps(body), int(self.clock.now().timestamp())
        identity = f"msg_{hook['id']}_{number}_{moment}"
        headers = {
            **hook["headers"], "webhook-id": identity, "webhook-timestamp": str(moment),
            "webhook-signature": Webhook(CLIENT_SECRET.encode()).sign(identity, self.clock.now(), raw),
        }  # fmt: skip
        return Delivery(hook["destination"], headers, raw.encode(), str(hook["id"]))

    def _list_hooks(self, request: Request) -> Response:
        return page(request, list(self.hooks.values()))

    def _post_hook(self, request: Request) -> Response:
        body = request.json()
        if not body["destination"].startswith("https://"):
            return error(422, "Destination must be https")
        hook = {"id": self._next_id(), "failures": 0, **body}
        self.hooks[hook["id"]] = hook
        return data(hook)

    def _put_hook(self, request: Request, number: int) -> Response:
        if number not in self.hooks:
            return error(404, "The requested resource was not found.")
        self.hooks[number] |= {**request.json(), "failures": 0}
        return data(self.hooks[number])

    def _delete_hook(self, request: Request, number: int) -> Response:
        return data(self.hooks.pop(number)) if number in self.hooks else error(404, "Not found.")


HOOKS: list[Route] = [
    ("GET", "hooks", Hooks._list_hooks),
    ("POST", "hooks", Hooks._post_hook),
    ("PUT", f"hooks/{ID}", Hooks._put_hook),
    ("DELETE", f"hooks/{ID}", Hooks._delete_hook),
]
