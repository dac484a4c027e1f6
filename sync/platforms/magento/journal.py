"""Reads the journal of an event registration at Adobe: what Adobe Commerce told, kept in order for seven days.

Pulled with a position, so nothing is lost while we are away, and no address of ours need be reachable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from app.domain.errors import NeedsOwner
from sync.http.client import Answer, Call, HttpClient, Line
from sync.http.pacing import AdaptivePace
from sync.http.signing import HeaderAuth
from sync.platforms.access import Access
from sync.platforms.magento.events import heard
from sync.platforms.magento.signing_in import EVENTS_SCOPES, RenewedToken, adobe_token
from sync.platforms.values import Noted, Page, Unusable

_MOST_PAGES = 100
"""In one go; the rest comes next time."""
_LIMIT = 100


class AdobeJournal:
    """Credentials: `journal` (its address), `organization_id`, `client_id` and `client_secret`."""

    def __init__(self, access: Access, line: Line) -> None:
        told = access.credentials
        self._address = told["journal"]
        self._headers = {
            "x-api-key": told.get("client_id") or "",
            "x-ims-org-id": told.get("organization_id") or "",
        }
        self._token = RenewedToken(
            "events", access, line.clock.now_ns, lambda: adobe_token(self.http, told, EVENTS_SCOPES)
        )
        self.http: HttpClient = access.client(
            line, HeaderAuth("authorization", self._token.header), AdaptivePace()
        )

    def read(self, position: str = "") -> Iterator[Page[Noted]]:
        """What came since `position` (empty: from now on). A position that Adobe keeps no more begins anew: what
        was missed by then is found by reading the shop."""
        for _ in range(_MOST_PAGES):
            answer = self._ask(position)
            if answer.status == 410:
                answer = self._ask("")
            is_end = answer.status == 204
            position = _next(answer) or position
            yield _page(answer, position, is_last=is_end)
            if is_end:
                return

    def _ask(self, position: str) -> Answer:
        address = (
            urljoin(self._address, position) if position else f"{self._address}?latest=true&limit={_LIMIT}"
        )
        if urlsplit(address)[:2] != urlsplit(self._address)[:2]:
            raise NeedsOwner("Adobe's journal names another server: check its address.")
        call = Call("GET", address, headers=self._headers)
        answer = self._sent(call)
        if answer.status in {401, 403}:
            self._token.forget()
            answer = self._sent(call)
        if answer.status not in {200, 204, 410}:
            raise NeedsOwner(
                f"Adobe does not open the journal ({answer.status}): check its address, the organization id, and "
                "that the project has the I/O Management API."
            )
        return answer

    def _sent(self, call: Call) -> Answer:
        self._token.renew()
        return self.http.send(call)


def _next(answer: Answer) -> str:
    """The address of what comes next, as the answer's `Link` tells."""
    found = re.search(r'<([^>]+)>\s*;\s*rel="?next"?', answer.headers.get("link", ""))
    return found[1] if found else ""


def _page(answer: Answer, position: str, *, is_last: bool) -> Page[Noted]:
    events = [] if is_last else answer.json().get("events") or []
    good = [one for one in events if isinstance(one.get("event"), dict)]
    items = tuple(Noted(heard(one["event"]), json.dumps(one["event"], default=str).encode()) for one in good)
    odd = tuple(Unusable(str(one.get("position")), "no event") for one in events if one not in good)
    return Page(items, position, is_last, odd)
