"""A visit by touch, in a real window."""

from __future__ import annotations


def test_a_visit_by_touch_leads_to_the_mirror(kiosk):
    assert kiosk.screen() == "attract"
    kiosk.click("attractButton")
    assert kiosk.screen() == "consent"
    kiosk.click("agreeButton")
    assert kiosk.screen() == "mirror"
    kiosk.see()
    assert kiosk.find("wornName").property("text") == kiosk.view.shelf_view.property("name")
    assert not kiosk.is_shown("mirrorCover")
