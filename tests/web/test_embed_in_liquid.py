"""The block for Shopify, rendered by a Liquid engine with a product."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path

from app.services.embed_try_on import filled_part
from engine.asset_paths import WEB_EMBEDS
from tests.web.test_embeds_in_php import ADDRESS, HOSTILE, Tags

LIQUID = Path(__file__).parents[2] / "packaging/page_checks/node_modules/liquidjs/bin/liquid.js"
NODE = Path(sysconfig.get_path("scripts")) / "node"


def rendered(skus: dict[int, str | None], label: str = ""):
    text = filled_part({"": (WEB_EMBEDS / "shopify/blocks/try-on.liquid").read_text()}, ADDRESS)[""]
    variants = [{"id": number, "sku": sku} for number, sku in skus.items()]
    context = {
        "product": {"variants": variants, "selected_or_first_available_variant": variants[0]},
        "block": {"settings": {"label": label, "look": "primary", "size": "small"}},
    }
    # The schema is for Shopify's editor and never rendered.
    command = [
        str(NODE),
        str(LIQUID),
        "--template",
        text.partition("{% schema %}")[0],
        "--context",
        json.dumps(context),
    ]
    tags = Tags()
    tags.feed(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return tags.seen


def test_the_product_gets_a_button_that_knows_every_variant():
    (tag, button), (_, script) = rendered({11: "ELM-1", 12: "ELM-2", 13: None})
    assert tag == "div"
    assert "data-varai-try-on" in button
    assert button["data-varai-sku"] == "ELM-1"
    assert json.loads(button["data-varai-skus"]) == {"11": "ELM-1", "12": "ELM-2", "13": None}
    assert (button["data-variant"], button["data-size"]) == ("primary", "small")
    assert (script["type"], script["src"]) == ("module", f"{ADDRESS}embed.js")


def test_a_hostile_sku_or_label_stays_text():
    tags = rendered({11: HOSTILE}, label=HOSTILE)
    assert [tag for tag, _ in tags] == ["div", "script"]
    button = tags[0][1]
    assert (button["data-varai-sku"], button["data-label"]) == (HOSTILE, HOSTILE)
    assert json.loads(button["data-varai-skus"]) == {"11": HOSTILE}
