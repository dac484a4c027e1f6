"""The try-on's dialog as a person meets it: opening, agreeing, choosing a photo; and what the page was told."""

from __future__ import annotations

from playwright.sync_api import expect

BUTTON = "virtual-try-on-button"
SIZES = {"phone": (320, 640), "tablet": (820, 1180), "desktop": (1280, 800)}
LONG_MS = 60_000
WORN = """() => { const root = document.querySelector('[data-varai-mirror]').shadowRoot;
  const from = root.querySelector('canvas.mirror'), to = document.createElement('canvas');
  [to.width, to.height] = [from.width, from.height];
  const context = to.getContext('2d'); context.drawImage(from, 0, 0);
  const { data } = context.getImageData(0, 0, to.width, to.height); let brown = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] > 1.5 * data[i + 2] + 40 && data[i] < 190) brown++;
  return brown / (to.width * to.height); }"""
"""Share of the mirror as brown as tortoise-shell: nothing in the demo's face is."""
TOLD = """name => { window.told ??= [];
  for (const kind of ['initiated','started','failed','face_found','snapshot_taken','closed'])
    document.addEventListener('virtual_try_on_' + kind, event => told.push([kind, event.detail])); }"""


def opened(page):
    page.get_by_test_id(BUTTON).click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=LONG_MS)
    return page.get_by_role("dialog")


def told(page):
    return page.evaluate("told")


def photo(data):
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": data}


def agreed(dialog):
    """The live mirror, its glasses on."""
    dialog.get_by_role("button", name="Agree and use the camera").click()
    expect(dialog.locator(".shape strong")).to_be_visible(timeout=LONG_MS)
