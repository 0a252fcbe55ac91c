"""The test bench sees what it is there to see: undefined variables, badly made pages, lists that cost by the row."""

import re
import tomllib
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from commun.config.urls import urlpatterns as pages
from commun.core.models import Space
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import make_space

ROOT = Path(__file__).resolve().parents[2]
GATES = (
    "ruff check", "ruff format", "mypy strict", "import-linter", "djade", "djhtml", "makemigrations --check",
    "catalogues",
)  # fmt: skip


def test_an_undefined_variable_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="nothing_here"):
        Template("{{ nothing_here }}").render(Context())


def badly_made(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<html><main><img src='x'></main></html>")


badly_made.login_required = False  # type: ignore[attr-defined]
urlpatterns = [*pages, path("mal-faite/", badly_made)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_badly_made_page_fails_as_soon_as_it_is_read(client: GateClient) -> None:
    with pytest.raises(AssertionError, match="image without alt"):
        client.get("/mal-faite/")


@pytest.mark.django_db
def test_a_list_that_costs_by_the_row_fails() -> None:
    def add(count: int) -> None:
        for _ in range(count):
            make_space()

    def by_the_row() -> None:
        for space in Space.objects.all():
            space.refresh_from_db()

    assert_flat(add, lambda: list(Space.objects.all()), 1, 3)
    with pytest.raises(AssertionError, match="1 rows: 5 queries, 3 rows: 7"):
        assert_flat(add, by_the_row, 1, 3)
    with pytest.raises(AssertionError, match="6 allowed"), at_most(6):
        by_the_row()


def test_every_gate_is_in_ci() -> None:
    gates = re.search(r"^gates\(\) \{\n(.+?)^\}", (ROOT / ".ci" / "run").read_text(), re.MULTILINE | re.DOTALL)
    assert gates
    assert re.findall(r'part "(.+?)" \w+$', gates[1], re.MULTILINE) == list(GATES)


def test_types_are_checked_strictly_and_with_django() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert settings["strict"] is True
    assert settings["files"] == ["src"]
    assert settings["plugins"] == ["mypy_django_plugin.main"]
    loosened = [each["module"] for each in settings["overrides"] if "ignore_errors" in each]
    assert loosened == ["*.migrations.*"]
