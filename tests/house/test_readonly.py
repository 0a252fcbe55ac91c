"""A GET never writes."""

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from commun.core.models import Space
from commun.core.readonly import ReadOnlyMiddleware, WriteOnRead
from tests.support.client import GateClient
from tests.support.world import Group


def touch(request: HttpRequest) -> HttpResponse:
    Space.objects.update(name="changed")
    return HttpResponse()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_write_while_reading_raises(group: Group, method: str) -> None:
    request = HttpRequest()
    request.method = method
    with pytest.raises(WriteOnRead), transaction.atomic():
        ReadOnlyMiddleware(touch)(request)
    assert Space.objects.get(pk=group.space.pk).name != "changed"


def test_a_write_on_post_goes_through(group: Group) -> None:
    request = HttpRequest()
    request.method = "POST"
    ReadOnlyMiddleware(touch)(request)
    assert Space.objects.get(pk=group.space.pk).name == "changed"


def test_every_page_of_the_house_is_read_under_the_guard(
    client: GateClient, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_while_reading() -> list[object]:
        Space.objects.update(name="changed")
        return []

    monkeypatch.setattr("commun.people.queries.demo_doors", write_while_reading)
    with pytest.raises(WriteOnRead):
        client.get("/")
