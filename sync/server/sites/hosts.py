"""Which host belongs to which company: one below the server's own name for sites, or a name of the company's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.settings import ServerSettings

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class SiteHosts:
    """Addresses of sites. Every company has a host, and so an origin, of its own."""

    url: str
    """Scheme, host and port below which the companies' hosts lie."""
    own: Mapping[str, str]
    """Own host names, in lower case, with the slug of their company."""

    @classmethod
    def of(cls, settings: ServerSettings) -> SiteHosts:
        return cls(settings.sites_url, {host.lower(): slug for host, slug in settings.site_hosts.items()})

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https:")

    def slug_at(self, host: str) -> str | None:
        """The company that a request with this Host header is for; None for nobody's."""
        name = host.lower().rpartition(":")[0] if re.search(r":\d+$", host) else host.lower()
        name = name.removesuffix(".")
        if name in self.own:
            return self.own[name]
        slug = name.removesuffix(f".{urlsplit(self.url).hostname}")
        return slug if slug != name and _LABEL.fullmatch(slug) else None

    def address_of(self, slug: str) -> str:
        """Where visitors find this company's site, without a slash at the end."""
        parts = urlsplit(self.url)
        host = next((host for host, whose in self.own.items() if whose == slug), f"{slug}.{parts.hostname}")
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"
