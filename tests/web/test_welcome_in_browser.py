"""The page that one-time links lead to, in Debian's Chromium, against a real server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fakes.server import PASSWORD
from tests.server_process import running_server
from tests.web.test_pages_in_browser import CHECKS, needs_checks

TITLES = {
    "en": "Set up this server",
    "de": "Diesen Server einrichten",
    "es": "Configurar este servidor",
    "fr": "Configurer ce serveur",
}


@pytest.fixture(scope="module")
def browser(launch):
    return launch()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A new server that nobody owns yet."""
    with running_server(tmp_path_factory.mktemp("welcome")) as running:
        yield running


@pytest.fixture
def opened(browser, server):
    """Opens the page behind a secret; what it said to the console, and whom it asked, is looked at in the end."""
    contexts, said, asked = [], [], set()
    address = str(server.client.base_url).rstrip("/")

    def goto(secret, **options):
        context = browser.new_context(viewport={"width": 390, "height": 844}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add(request.url.split("/")[2]))
        page.goto(f"{address}/welcome#{secret}")
        return page

    yield goto
    for context in contexts:
        context.close()
    assert [text for text in said if "Failed to load resource" not in text] == []
    assert {f"http://{host}" for host in asked} == {address}


@pytest.mark.parametrize("language", TITLES)
def test_it_speaks_the_browsers_language_whole(opened, server, language):
    page = opened(server.first_owner_secret, locale=language)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[language])
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("[data-word]:empty").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@needs_checks
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_has_no_fault_that_axe_knows(opened, server, theme):
    page = opened(server.first_owner_secret, color_scheme=theme, bypass_csp=True)
    page.add_script_tag(content=(CHECKS / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")
    assert [(fault["id"], fault["nodes"][0]["html"][:150]) for fault in found["violations"]] == []


def test_without_its_link_it_says_so(opened):
    page = opened("")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page needs its link")
    expect(page.locator("form")).to_be_hidden()


def test_the_first_owner_comes_in_by_keyboard_alone_and_is_told_what_is_wrong_in_their_language(
    opened, server
):
    page = opened(server.first_owner_secret, locale="de")
    page.keyboard.press("Tab")
    for text in ("Optik Nord", "nord", "kim@example.com", "Kim Sand", "kurz"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("zu kurz oder leicht zu erraten")
    expect(page.get_by_label("Passwort")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Das ist erledigt")
    assert "#" not in page.url
    login = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD}
    assert server.client.post("/v1/auth/login", json=login).status_code == 200


def test_a_link_that_was_used_up_says_so_and_a_missing_field_is_named(opened):
    page = opened("not-the-secret", locale="fr")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("Entreprise")
    expect(page.get_by_label("Entreprise")).to_be_focused()
    fields = ("Entreprise", "Nom court", "Adresse e-mail", "Votre nom", "Mot de passe")
    for label, text in zip(fields, ("Nord", "ouest", "k@example.com", "Kim", PASSWORD), strict=True):
        page.get_by_label(label).fill(text)
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce lien ne fonctionne pas")
