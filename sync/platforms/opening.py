"""Opens a joined shop: the one place that knows all platforms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.exchange import Platform
from sync.http.client import Line
from sync.http.pacing import AdaptivePace, CostPace, Pace, WindowPace
from sync.platforms.access import Access
from sync.platforms.bigcommerce.adapter import CAPABILITIES as BIGCOMMERCE
from sync.platforms.bigcommerce.adapter import BigCommerceAdapter
from sync.platforms.bigcommerce.webhooks import BigCommerceWebhooks
from sync.platforms.magento.adapter import CAPABILITIES as MAGENTO
from sync.platforms.magento.adapter import MagentoAdapter
from sync.platforms.magento.signing_in import ADOBE_SIGN_IN
from sync.platforms.magento.webhooks import AdobeWebhooks
from sync.platforms.port import PlatformAdapter, WebhookVerifier
from sync.platforms.shopify.adapter import CAPABILITIES as SHOPIFY
from sync.platforms.shopify.adapter import ShopifyAdapter
from sync.platforms.shopify.webhooks import ShopifyWebhooks
from sync.platforms.values import Capabilities, Credentials
from sync.platforms.woocommerce.adapter import CAPABILITIES as WOOCOMMERCE
from sync.platforms.woocommerce.adapter import WooCommerceAdapter
from sync.platforms.woocommerce.webhooks import WooCommerceWebhooks


@dataclass(frozen=True, slots=True)
class CredentialField:
    """Something the owner must give to join a shop."""

    name: str
    """In `Credentials`."""
    words: str
    """What it is, for the one who is asked."""
    is_secret: bool = True
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class _Kind:
    open: Callable[[Access, Line, Pace], PlatformAdapter]
    offers: Capabilities
    verifier: Callable[[Credentials], WebhookVerifier]
    pace: Callable[[], Pace]
    fields: tuple[CredentialField, ...]


_KINDS: dict[Platform, _Kind] = {
    Platform.BIGCOMMERCE: _Kind(
        BigCommerceAdapter,
        BIGCOMMERCE,
        lambda _: BigCommerceWebhooks(),
        WindowPace,
        (
            CredentialField("access_token", "Access token of the store's API account"),
            CredentialField("client_secret", "Client secret of the same account; it signs the webhooks"),
        ),
    ),
    Platform.MAGENTO: _Kind(
        MagentoAdapter,
        MAGENTO,
        lambda told: AdobeWebhooks(told.get("client_id") or ""),
        AdaptivePace,
        (
            CredentialField("consumer_key", "Consumer key of the integration", is_needed=False),
            CredentialField("consumer_secret", "Consumer secret", is_needed=False),
            CredentialField("access_token", "Access token", is_needed=False),
            CredentialField("access_token_secret", "Access token secret", is_needed=False),
            CredentialField("username", "Or an administrator's name", is_secret=False, is_needed=False),
            CredentialField("password", "and password", is_needed=False),
            CredentialField(
                "client_id",
                "Or, for Adobe Commerce as a Cloud Service, the client id of the project (OAuth Server-to-Server)",
                is_secret=False,
                is_needed=False,
            ),
            CredentialField("client_secret", "and client secret", is_needed=False),
            CredentialField(
                "journal",
                "Journaling address of the event registration, to hear of changes at once",
                is_secret=False,
                is_needed=False,
            ),
            CredentialField(
                "organization_id",
                "Organization id (…@AdobeOrg), for the journal",
                is_secret=False,
                is_needed=False,
            ),
            CredentialField(
                "webhook_key",
                "Public key of Adobe Commerce's webhooks (PEM)",
                is_secret=False,
                is_needed=False,
            ),
            CredentialField(
                "sign_in_address",
                f"Adobe's sign-in, where it is not {ADOBE_SIGN_IN}",
                is_secret=False,
                is_needed=False,
            ),
        ),
    ),
    Platform.SHOPIFY: _Kind(
        ShopifyAdapter,
        SHOPIFY,
        lambda _: ShopifyWebhooks(),
        CostPace,
        (
            CredentialField("client_id", "Client id of the app", is_secret=False, is_needed=False),
            CredentialField("client_secret", "Client secret of the app; it signs the webhooks too"),
            CredentialField("access_token", "Admin token (shpat_…) of an older custom app", is_needed=False),
        ),
    ),
    Platform.WOOCOMMERCE: _Kind(
        WooCommerceAdapter,
        WOOCOMMERCE,
        lambda _: WooCommerceWebhooks(),
        AdaptivePace,
        (
            CredentialField("key", "Consumer key (ck_…) with read and write rights"),
            CredentialField("secret", "Consumer secret (cs_…)"),
        ),
    ),
}


def open_platform(
    platform: Platform, access: Access, line: Line, pace: Pace | None = None
) -> PlatformAdapter:
    """A shop's adapter. Give all connections of one shop the same pace (`pace_of`): they share its limits."""
    kind = _KINDS[platform]
    return kind.open(access, line, pace or kind.pace())


def pace_of(platform: Platform) -> Pace:
    """A pace that fits the platform's limits, for one shop."""
    return _KINDS[platform].pace()


def capabilities_of(platform: Platform) -> Capabilities:
    """As its adapter says, without opening one."""
    return _KINDS[platform].offers


def verifier_of(platform: Platform, credentials: Credentials) -> WebhookVerifier:
    return _KINDS[platform].verifier(credentials)


def key_addresses(
    platform: Platform, credentials: Credentials, body: bytes, headers: Mapping[str, str]
) -> tuple[str, ...]:
    """Where the platform itself serves the public keys for a delivery; they count as secrets of its own."""
    if platform is not Platform.MAGENTO:
        return ()
    return AdobeWebhooks(credentials.get("client_id") or "").key_addresses(body, headers)


def credential_fields(platform: Platform) -> tuple[CredentialField, ...]:
    """What the owner must give, in the order to ask for it."""
    return _KINDS[platform].fields
