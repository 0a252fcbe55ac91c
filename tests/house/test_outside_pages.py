"""Pages of people who never sign in: the links of their mails open well made pages, and opening one changes nothing."""

import pytest

from commun.core import links, scope
from commun.core.models import Fact, OutgoingMail, UsedLink
from commun.tenders.queries.digest import HIDE
from tests.house.samples_outside import ACTS, outside_pages
from tests.house.test_policy_matrix import ALL
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
# Addresses with a token that are no pages of a mail: what programs read, what only a POST reaches, and what one reaches
# signed in.
OTHERS = {
    "calendar-feed", "feed-atom", "feed-rss", "feed-json", "outside-hand-in", "outside-take-back", "outside-criterion",
    "rotate-token", "revoke-token",
}  # fmt: skip


@pytest.fixture
def pages(group: Group) -> dict[str, str]:
    return outside_pages(group.space, group.alice)


def test_each_link_of_a_mail_has_its_page_here(pages: dict[str, str]) -> None:
    assert set(links.acts.names()) <= set(ACTS)
    with_token = {name for name, arguments in ALL.items() if "token" in arguments}
    assert with_token - OTHERS == {name.split()[0] for name in pages} & with_token


def test_they_are_read_without_signing_in_and_reading_them_changes_nothing(group: Group, pages: dict[str, str]) -> None:
    def told() -> tuple[int, int, int]:
        with scope.everywhere("counting"):
            return Fact.objects.count(), OutgoingMail.objects.count(), UsedLink.objects.count()

    before = told()
    found = {name: GateClient().get(path).status_code for name, path in pages.items()}
    assert {name: status for name, status in found.items() if status != 200} == {"gone": 410}
    assert told() == before


def test_a_link_that_has_served_says_so(group: Group, pages: dict[str, str]) -> None:
    path = pages[f"mail-act {HIDE}"]
    assert GateClient().post(path).status_code == 200
    again = GateClient().get(path)
    assert (again.status_code, b"<form" in again.content.partition(b"<main")[2]) == (409, False)
