"""The navigation around every page."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve

from commun.core import registries
from commun.core.registries import NavigationItem, Registry
from commun.ui.context import navigation


@dataclass
class Somebody:
    name: str = "Alice"
    is_authenticated: bool = True


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> Registry[NavigationItem]:
    registry: Registry[NavigationItem] = Registry()
    monkeypatch.setattr(registries, "navigation", registry)
    return registry


def asking(user: Any, path: str = "/_ui/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    request.resolver_match = resolve(path)
    return request


def test_doors_come_in_order_and_the_rest_goes_under_more(doors: Registry[NavigationItem]) -> None:
    for n in (50, 10, 30, 20, 40):
        doors.add(f"d{n}", NavigationItem(f"Porte {n}", "ui:example-page", "star", n))
    shown = navigation(asking(Somebody()))
    assert [door.label for door in shown["bar"]] == ["Porte 10", "Porte 20", "Porte 30", "Porte 40"]
    assert [door.label for door in shown["more"]] == ["Porte 50"]


def test_the_present_door_is_known_by_view_else_by_namespace(doors: Registry[NavigationItem]) -> None:
    doors.add("b", NavigationItem("B", "ui:example-page", "star", 2))
    doors.add("c", NavigationItem("C", "home", "star", 3, also=("ui:",)))
    assert [door.is_current for door in navigation(asking(Somebody()))["navigation"]] == [False, True]
    doors.add("a", NavigationItem("A", "ui:catalogue", "star", 1))
    assert [door.is_current for door in navigation(asking(Somebody()))["navigation"]] == [True, False, False]


def test_a_door_that_leads_nowhere_is_not_shown(doors: Registry[NavigationItem]) -> None:
    doors.add("a", NavigationItem("A", "no-such-page", "star", 1))
    assert navigation(asking(Somebody()))["navigation"] == []


def test_signed_out_people_see_only_the_foot(doors: Registry[NavigationItem]) -> None:
    doors.add("a", NavigationItem("A", "ui:catalogue", "star", 1))
    doors.add("b", NavigationItem("B", "ui:catalogue", "info", 200))
    shown = navigation(asking(AnonymousUser()))
    assert shown["navigation"] == shown["account_doors"] == []
    assert [door.label for door in shown["foot_doors"]] == ["B"]
    assert shown["person"] is None


def test_the_badge_is_fetched_after_the_page_and_only_inside_a_group(doors: Registry[NavigationItem]) -> None:
    doors.add("a", NavigationItem("A", "ui:catalogue", "star", 1, "governance:todo-count"))
    assert navigation(asking(Somebody()))["navigation"][0].count_url == ""
    inside = navigation(in_group("member"))
    assert inside["navigation"][0].count_url == "/g/groupe/a-faire/compte/"
    assert inside["space"].name == "Groupe"


def in_group(state: str, others: tuple[object, ...] = ()) -> HttpRequest:
    request = asking(Somebody())
    request.space = called("Groupe")  # type: ignore[attr-defined]
    request.member = type("Member", (), {"state": state})()  # type: ignore[attr-defined]
    request.other_spaces = others  # type: ignore[attr-defined]
    return request


def called(name: str) -> object:
    return type("Space", (), {"slug": name.lower(), "name": name})()


@pytest.mark.parametrize("state", ["left", "visitor", "invited", ""])
def test_a_group_one_is_not_in_lends_no_doors(doors: Registry[NavigationItem], state: str) -> None:
    assert navigation(in_group(state))["space"] is None
    shown = navigation(in_group(state, (called("Mien"), called("Second"))))
    assert shown["space"].name == "Mien"
    assert [other.name for other in shown["other_spaces"]] == ["Second"]


def test_ones_own_pages_keep_the_doors_of_the_first_group(doors: Registry[NavigationItem]) -> None:
    request = asking(Somebody())
    request.other_spaces = (called("Mien"), called("Second"))  # type: ignore[attr-defined]
    assert navigation(request)["space"].name == "Mien"


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ("light", "light"), ('"><script>', ""), ("", "")])
def test_only_known_themes_are_believed(cookie: str, expected: str) -> None:
    request = asking(AnonymousUser())
    request.COOKIES["commun_theme"] = cookie
    assert navigation(request)["theme"] == expected
