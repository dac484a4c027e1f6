"""Webhooks: who wants to be told what. One that fails 8 times is deleted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from tests.fakes.shops.serving import Delivery
from tests.fakes.shops.shopify.records import Record, by_number, gid, number_of, page_of
from tests.fakes.shops.shopify.shelves import Shelves

CLIENT_SECRET = "shpss_0123456789abcdef"
FAILURES_UNTIL_DELETED = 8


class Hooks(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self.hooks: dict[str, Record] = {}
        self.client_secret = CLIENT_SECRET

    def report(self, delivery: Delivery, status: int) -> None:
        hook = self.hooks.get(delivery.subscription_id)
        if hook is None:
            return
        hook["failures"] = 0 if 200 <= status < 300 else hook["failures"] + 1
        if hook["failures"] >= FAILURES_UNTIL_DELETED:
            del self.hooks[delivery.subscription_id]

    def flush(self) -> list[Delivery]:
        queue, self._queue = self._queue, []
        return [
            self._delivery(hook, topic, body, number)
            for number, (topic, body) in enumerate(queue)
            for hook in list(self.hooks.values())
            if hook["topic"] == topic.replace("/", "_").upper()
        ]

    def _delivery(self, hook: Record, topic: str, body: Record, number: int) -> Delivery:
        raw = json.dumps(body).encode()
        signature = base64.b64encode(hmac.digest(self.client_secret.encode(), raw, "sha256")).decode()
        identity = hashlib.md5(f"{hook['id']}{number}{self.clock.now()}".encode()).hexdigest()
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signature,
            "X-Shopify-Webhook-Id": identity,
        }
        return Delivery(hook["uri"], headers, raw, hook["id"])

    def _do_subscriptions(self, told: Record) -> Record:
        hooks = [{"number": number_of(one["id"]), **one} for one in self.hooks.values()]
        return {"webhookSubscriptions": page_of(hooks, {"first": 50, **told}, by_number, lambda one: one)}

    def _do_subscribe(self, told: Record) -> Record:
        hook = {
            "id": gid("WebhookSubscription", self._next_id()),
            "topic": told["topic"],
            "failures": 0,
            **told["webhook"],
        }
        self.hooks[hook["id"]] = hook
        return {"webhookSubscriptionCreate": {"webhookSubscription": hook, "userErrors": []}}

    def _do_resubscribe(self, told: Record) -> Record:
        hook = self.hooks.get(told["id"])
        if hook is None:
            errors = [{"field": ["id"], "message": "Webhook subscription does not exist"}]
            return {"webhookSubscriptionUpdate": {"webhookSubscription": None, "userErrors": errors}}
        hook |= told["webhook"]
        return {"webhookSubscriptionUpdate": {"webhookSubscription": hook, "userErrors": []}}

    def _do_unsubscribe(self, told: Record) -> Record:
        gone = self.hooks.pop(told["id"], None)
        errors = [] if gone else [{"field": ["id"], "message": "Webhook subscription does not exist"}]
        return {"webhookSubscriptionDelete": {"userErrors": errors}}
