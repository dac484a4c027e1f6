from __future__ import annotations

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from sync.platforms.magento.client import lists
from sync.platforms.magento.prices import PriceView, price_views

skus = st.lists(
    st.text(st.characters(exclude_characters=",", exclude_categories=["Cs"]), min_size=1), max_size=300
)


@given(skus)
def test_lists_lose_nothing_and_fit_into_an_address(values):
    found = list(lists(values))
    assert [one for batch in found for one in batch.split(",")] == values
    for batch in found:
        assert batch.count(",") < 100
        assert len(quote(batch, safe="")) <= 2000 or "," not in batch


def config(number: int, website: int, currency: str) -> dict:
    return {"id": number, "code": f"v{number}", "website_id": website, "base_currency_code": currency}


def test_each_other_currency_is_seen_through_the_first_website_that_sells_in_it():
    configs = [
        config(4, 3, "GBP"),
        config(1, 1, "EUR"),
        config(3, 2, "GBP"),
        config(2, 2, "GBP"),
        config(5, 4, "CHF"),
    ]
    assert price_views(configs, "EUR") == (PriceView("GBP", 2, "v2", 2), PriceView("CHF", 5, "v5", 4))
    assert price_views(configs[1:2], "EUR") == ()
