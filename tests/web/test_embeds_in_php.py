"""The parts for WooCommerce and Magento, run by PHP itself with the few platform functions they call."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from app.services.embed_try_on import filled_part
from engine.asset_paths import WEB_EMBEDS

HARNESS = Path(__file__).parent / "php"
ADDRESS = "https://try.example/on/"
PARTS = {"woocommerce": "varai-try-on/varai-try-on.php", "magento": "Varai_TryOn"}
HOSTILE = "\"><script>alert('&quot;')</script>"


class Tags(HTMLParser):
    """Every tag that a browser would see, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def parts(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("embeds")
    files = {
        str(path.relative_to(WEB_EMBEDS)): path.read_text()
        for path in WEB_EMBEDS.rglob("*")
        if path.is_file()
    }
    for path, text in filled_part(files, ADDRESS).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def shown(parts: Path, system: str, product: dict[str, Any] | None):
    command = ["php", "-d", "display_errors=stderr", str(HARNESS / f"{system}.php")]
    said = [str(parts / system / PARTS[system]), json.dumps(product)]
    ran = subprocess.run(command + said, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    tags = Tags()
    tags.feed(ran.stdout)
    return tags.seen


def test_php_reads_every_file_without_complaint(parts):
    files = [*parts.rglob("*.php"), *parts.rglob("*.phtml")]
    assert len(files) == 4
    for file in files:
        read = subprocess.run(["php", "-l", str(file)], check=False, capture_output=True, text=True)
        assert read.returncode == 0, read.stdout


@pytest.mark.parametrize("system", PARTS)
def test_the_product_gets_a_button_that_knows_every_variation(parts, system):
    (tag, button), (_, script) = shown(
        parts, system, {"sku": "ELM", "variants": {"11": "ELM-1", "12": "ELM-2"}}
    )
    assert tag == "div"
    assert "data-varai-try-on" in button
    assert button["data-varai-sku"] == "ELM"
    assert json.loads(button["data-varai-skus"]) == {"11": "ELM-1", "12": "ELM-2"}
    assert (script["type"], script["src"]) == ("module", f"{ADDRESS}embed.js")


@pytest.mark.parametrize("system", PARTS)
def test_a_product_without_variations_names_none(parts, system):
    (_, button), _ = shown(parts, system, {"sku": "ELM", "variants": {}})
    assert button["data-varai-skus"] == "{}"


@pytest.mark.parametrize("system", PARTS)
def test_a_hostile_sku_stays_text(parts, system):
    tags = shown(parts, system, {"sku": HOSTILE, "variants": {"11": HOSTILE}})
    assert [tag for tag, _ in tags] == ["div", "script"]
    assert json.loads(tags[0][1]["data-varai-skus"]) == {"11": HOSTILE}


def test_woocommerce_passes_over_variations_that_are_gone_or_have_no_sku(parts):
    (_, button), _ = shown(
        parts, "woocommerce", {"sku": "ELM", "variants": {"11": None, "12": "", "13": "ELM-3"}}
    )
    assert json.loads(button["data-varai-skus"]) == {"13": "ELM-3"}


def test_what_is_out_of_stock_at_woocommerce_can_be_tried_on(parts):
    tags = shown(parts, "woocommerce", {"sku": "ELM", "variants": {}, "in_stock": False})
    assert [tag for tag, _ in tags] == ["div", "script"]


HEADER = {"Plugin Name", "Version", "Requires at least", "Requires PHP", "WC requires at least", "License"}


def test_the_plugin_s_header_and_its_readme_agree(parts):
    folder = parts / "woocommerce" / "varai-try-on"
    lines = re.findall(
        r"^(?: \* )?([A-Za-z ]+): (.+)$", (folder / "varai-try-on.php").read_text(), re.MULTILINE
    )
    header, readme = dict(lines), (folder / "readme.txt").read_text()
    assert header.keys() >= HEADER
    assert f"=== {header['Plugin Name']} ===" in readme
    assert f"Stable tag: {header['Version']}" in readme
    for name in ("Requires at least", "Requires PHP", "License"):
        assert f"{name}: {header[name]}" in readme


def test_magento_shows_nothing_where_no_product_is(parts):
    assert shown(parts, "magento", None) == []


def test_magento_is_told_the_module_its_template_and_the_origin_it_loads_from(parts):
    module = parts / "magento" / "Varai_TryOn"
    assert ET.parse(module / "etc/module.xml").find("module").get("name") == "Varai_TryOn"
    block = ET.parse(module / "view/frontend/layout/catalog_product_view.xml").find(".//block")
    place, _, template = block.get("template").partition("::")
    assert place == "Varai_TryOn"
    assert (module / "view/frontend/templates" / template).is_file()
    assert block.find("arguments/argument").text == "Varai\\TryOn\\ViewModel\\Skus"
    policies = ET.parse(module / "etc/csp_whitelist.xml").findall("policies/policy")
    allowed = {policy.get("id"): [value.text for value in policy.iter("value")] for policy in policies}
    assert allowed == {
        "script-src": ["https://try.example", "'wasm-unsafe-eval'"],
        "connect-src": ["https://try.example"],
    }
    needed = json.loads((module / "composer.json").read_text())["require"]
    for name in (each.get("name") for each in ET.parse(module / "etc/module.xml").iter("module")):
        package = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.removeprefix("Magento_")).lower()
        assert name == "Varai_TryOn" or f"magento/module-{package}" in needed


def test_the_settings_of_the_shopify_block_are_those_its_markup_asks_for(parts):
    block = (parts / "shopify/blocks/try-on.liquid").read_text()
    schema = json.loads(block.partition("{% schema %}")[2].partition("{% endschema %}")[0])
    assert schema["target"] == "section"
    for setting in schema["settings"]:
        assert f"block.settings.{setting['id']} | escape" in block
        if setting["type"] == "select":
            assert setting["default"] in [option["value"] for option in setting["options"]]
