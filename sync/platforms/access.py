"""How a joined shop is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sync.http.addresses import PUBLIC_ONLY, AddressPolicy
from sync.http.client import HttpClient, Line
from sync.http.pacing import Pace
from sync.http.signing import Signing
from sync.platforms.values import Credentials


@dataclass(frozen=True, slots=True)
class Access:
    """A shop's address and what opens it."""

    address: str
    """Such as `https://shop.example`, without a slash at the end."""
    credentials: Credentials
    policy: AddressPolicy = PUBLIC_ONLY
    ca_file: Path | None = None
    """Certificates to trust beside the public ones."""
    kept_tokens: dict[str, tuple[str, int]] = field(default_factory=dict, repr=False, compare=False)
    """By purpose, each with the moment of the program's clock (ns) at which it ends: who opens the shop again goes
    on with them."""

    def client(self, line: Line, auth: Signing, pace: Pace | None) -> HttpClient:
        """A client that keeps these credentials out of every word it says."""
        return HttpClient(
            line,
            policy=self.policy,
            auth=auth,
            pace=pace,
            ca_file=self.ca_file,
            secrets=tuple(self.credentials.fields.values()),
        )
