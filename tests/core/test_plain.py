"""A NUL sign never reaches the database; what shows nothing is nothing."""

import pytest

from commun.core.urls import here
from tests.support.client import GateClient
from tests.support.world import Group


@pytest.mark.parametrize("query", [{"q": "a\x00b"}, {"\x00": "a"}, {"q": ["a", "\x00"]}])
def test_a_nul_sign_is_a_wrong_request(client: GateClient, group: Group, query: dict[str, object]) -> None:
    client.force_login(group.bob.person)
    assert client.get(here(group.space.slug, "governance:members"), query).status_code == 400
    assert client.post("/aller/", query).status_code == 400


def test_a_nul_sign_in_the_path_is_not_found_or_wrong(client: GateClient, group: Group) -> None:
    client.force_login(group.bob.person)
    assert client.get("/g/x%00/").status_code in {400, 404}
    assert client.get("/m/a%00b/").status_code in {400, 410}
