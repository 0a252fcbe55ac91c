"""The catalogue at /_ui/ and the pages of errors."""

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from commun import ui
from tests.support.client import GateClient

PAGES = ["/_ui/", "/_ui/page/", "/_ui/page-vide/", "/_ui/dehors/"]
STATIC = Path(ui.__file__).with_name("static") / "ui"


@pytest.mark.parametrize("path", PAGES)
def test_the_catalogue_opens_for_everybody_and_is_well_made(client: GateClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_nothing_is_fetched_from_elsewhere_nor_written_inline(client: GateClient) -> None:
    html = client.get("/_ui/").content.decode()
    assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []


@pytest.mark.parametrize("code", [400, 403, 404, 410, 500])
def test_error_pages_have_their_status_and_a_way_out(client: GateClient, code: int) -> None:
    client.raise_request_exception = False
    response = client.get(f"/_ui/erreur/{code}/")
    assert response.status_code == code
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "410", "500"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_error_pages_need_no_context(name: str, language: str) -> None:
    with translation.override(language):
        assert f'<html lang="{language}">' in render_to_string(f"{name}.html")


def test_the_chosen_theme_is_written_by_the_server(client: GateClient) -> None:
    client.cookies["commun_theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/_ui/").content.decode()


def test_a_page_weighs_less_than_150_kb_once_compressed(client: GateClient) -> None:
    html = client.get("/_ui/page/").content
    addresses = set(re.findall(r'(?:src|href)="/static/(ui/[^"#]+)', html.decode()))
    weights = {address: compressed(STATIC.parent / address) for address in addresses}
    assert len(weights) > 12
    assert sum(weights.values()) + len(gzip.compress(html)) < 150_000


def compressed(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))


def test_licences_stand_beside_what_we_did_not_write() -> None:
    assert {path.name for path in (STATIC / "fonts").glob("*OFL.txt")} == {
        "source-serif-4-OFL.txt",
        "atkinson-hyperlegible-next-OFL.txt",
    }
    assert "Zero-Clause BSD" in (STATIC / "js" / "htmx-LICENSE.txt").read_text()
