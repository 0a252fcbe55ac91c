"""What the settings are on a real site, in the demo, and behind TLS: read as another process reads them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.client import GateClient

SRC = Path(__file__).resolve().parents[2] / "src"
QUESTION = """
import json
from commun.config import settings
names = ("DEBUG", "DEMO", "CATALOGUE", "MAIL_PAGE", "INLINE_WORKER", "FETCH_NOTICES", "DATABASE_OWNER", "SECURE",
         "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "ACCOUNT_PREVENT_ENUMERATION")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_of(**given: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMUN_", "DJANGO_"))}
    environment = kept | {"PYTHONPATH": str(SRC), "COMMUN_SECRET_KEY": "secret"} | given
    done = subprocess.run(
        [sys.executable, "-c", QUESTION], env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_real_site_shows_no_page_of_mails_nor_catalogue_and_opens_no_door() -> None:
    found = settings_of()
    closed = ("DEBUG", "DEMO", "CATALOGUE", "MAIL_PAGE", "INLINE_WORKER", "DATABASE_OWNER")
    assert [name for name in closed if found[name]] == []
    assert found["ACCOUNT_PREVENT_ENUMERATION"]
    assert found["FETCH_NOTICES"]


def test_the_demo_shows_its_mails_and_asks_no_live_source() -> None:
    found = settings_of(COMMUN_DEMO="1")
    assert (found["MAIL_PAGE"], found["CATALOGUE"], found["FETCH_NOTICES"]) == (True, True, False)


def test_behind_tls_cookies_and_visits_stay_behind_tls() -> None:
    found = settings_of(COMMUN_ADDRESS="https://commun.exemple.fr")
    assert all(found[name] for name in ("SECURE", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"))
    assert not settings_of()["SESSION_COOKIE_SECURE"]


@pytest.mark.django_db
def test_pages_may_only_use_what_the_house_serves(client: GateClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";") if rule.strip()}
    assert rules.pop("img-src") == ["'self'", "data:"]
    shut = {"default-src", "base-uri", "frame-ancestors"}
    assert {name: sources for name, sources in rules.items() if name in shut} == dict.fromkeys(shut, ["'none'"])
    assert {tuple(sources) for name, sources in rules.items() if name not in shut} == {("'self'",)}
    assert {"script-src", "style-src", "connect-src", "form-action"} <= set(rules)
