"""The settings a shop's site begins with: what the store knows of the company and its shops."""

from __future__ import annotations

from app.domain.tenancy import StoreStatus, TenantScope
from app.pages.settings import LANGUAGES, SiteSettings
from app.services.seed_demo import DEMO_SLUG
from app.store.unit_of_work import ShopStore


def first_site(store: ShopStore, scope: TenantScope, demo: SiteSettings) -> SiteSettings:
    """Name, language, currency and open shops of the company; of the demo shop, its whole site."""
    with store.reading(scope) as shop:
        company = shop.company.get()
        shops = [one for one in shop.places.all_stores() if one.status is StoreStatus.OPEN]
    if company.slug == DEMO_SLUG:
        return demo
    language = company.language if company.language.split("-")[0].lower() in LANGUAGES else "en"
    return SiteSettings.model_validate(
        {
            "name": company.name,
            "editions": [{"locale": language, "currency": company.currency}],
            "locations": [{"name": one.name, "country": one.country} for one in shops],
        }
    )
