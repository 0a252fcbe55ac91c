"""The pages of texts written together, without JavaScript: written, commented, suggested, kept, downloaded."""

from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import scope
from commun.core.models import TextComment, TextSuggestion, TextVersion, WrittenText
from commun.core.urls import here
from commun.core.writing import access, actions, documents, reading
from tests.core.writing import make_text, owned
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights() -> Iterator[dict[str, Any]]:
    with owned() as state:
        state["url"] = ""
        yield state
    documents._kept.clear()


@pytest.fixture
def text(group: Group, rights: Any) -> WrittenText:
    with scope.use(group.space):
        text = make_text(group.space, group.alice.person_id, "# Méthode\n\nUn mot.")
    text.space = group.space
    return text


def page(text: WrittenText, name: str, **more: Any) -> str:
    return here(text.space.slug, f"writing:{name}", written=text.ref, **more)


def plain(text: WrittenText) -> str:
    with scope.use(text.space):
        text.refresh_from_db()
        return reading.shown(text).plain


def test_a_text_is_written_in_a_text_area(client: GateClient, group: Group, text: WrittenText) -> None:
    client.force_login(group.bob.person)
    shown = client.get(page(text, "text")).content.decode()
    assert "># Méthode\n\nUn mot.\n</textarea>" in shown
    assert f'name="base" value="{text.position}"' in shown
    said = {"base": text.position, "words": "# Méthode\r\n\r\nUn mot, puis **deux**.\r\n"}
    assert client.post(page(text, "text"), said).status_code == 302
    assert plain(text) == "Méthode\nUn mot, puis deux."
    # The same page sent twice changes nothing more.
    assert client.post(page(text, "text"), said).status_code == 302
    assert plain(text) == "Méthode\nUn mot, puis deux."


def test_where_two_changed_the_same_both_are_shown_and_kept(
    client: GateClient, group: Group, text: WrittenText
) -> None:
    client.force_login(group.bob.person)
    base = text.position
    with scope.use(group.space):
        actions.write_plain(text=text, author=group.alice.person_id, base=base, words="# Méthode\n\nUn autre mot.")
    answer = client.post(page(text, "text"), {"base": base, "words": "# Méthode\n\nTrois mots."})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Un autre mot.\n\nTrois mots.\n</textarea>" in shown
    assert plain(text).endswith("Un autre mot.")


@pytest.mark.parametrize("base", ["", "abc", "-3", "9" * 30, "²"])
def test_a_base_that_means_nothing_shows_both_and_loses_nothing(
    client: GateClient, group: Group, text: WrittenText, base: str
) -> None:
    client.force_login(group.bob.person)
    answer = client.post(page(text, "text"), {"base": base, "words": "Mes mots"})
    assert answer.status_code == 409
    assert "Mes mots" in answer.content.decode()
    assert plain(text).endswith("Un mot.")


def test_a_frozen_text_is_read_and_not_written(
    client: GateClient, group: Group, text: WrittenText, rights: dict[str, Any]
) -> None:
    rights["right"] = access.Right(True, True, "La réponse est déposée.")
    client.force_login(group.bob.person)
    shown = client.get(page(text, "text")).content.decode()
    assert "La réponse est déposée." in shown
    assert '<textarea class="c-editor__area"' not in shown
    assert "<h2>Méthode</h2><p>Un mot.</p>" in shown
    answer = client.post(page(text, "text"), {"base": text.position, "words": "Mes mots"})
    assert answer.status_code == 422
    assert "Mes mots" in answer.content.decode()


def test_comments_and_suggestions_are_forms_beside_the_text(
    client: GateClient, group: Group, text: WrittenText
) -> None:
    client.force_login(group.bob.person)
    assert client.post(page(text, "comment"), {"words": "Trop court <b>"}).status_code == 302
    assert client.post(page(text, "comment"), {"words": " "}).status_code == 422
    assert client.post(page(text, "suggest"), {"quote": "absent", "proposal": "x"}).status_code == 422
    assert client.post(page(text, "suggest"), {"quote": "Un mot", "proposal": "Trois mots"}).status_code == 302
    with scope.use(group.space):
        said, proposed = TextComment.objects.get(), TextSuggestion.objects.get()
    client.force_login(group.alice.person)
    assert client.post(page(text, "answer", text_comment=said.pk), {"words": "Oui"}).status_code == 302
    shown = client.get(page(text, "text")).content.decode()
    assert "Trop court &lt;b&gt;" in shown
    assert "Oui" in shown
    assert client.post(page(text, "accept", text_suggestion=proposed.pk)).status_code == 302
    assert plain(text).endswith("Trois mots.")
    assert client.post(page(text, "refuse", text_suggestion=proposed.pk), follow=True).status_code == 200
    assert client.post(page(text, "resolve", text_comment=said.pk)).status_code == 302
    with scope.use(group.space):
        assert TextComment.objects.filter(resolved_at=None, answered=None).count() == 0
    assert client.get(page(text, "remarks")).status_code == 200


def test_a_version_is_named_looked_at_and_brought_back(client: GateClient, group: Group, text: WrittenText) -> None:
    client.force_login(group.alice.person)
    assert client.post(page(text, "versions"), {"name": "Premier jet"}).status_code == 302
    assert client.post(page(text, "versions"), {"name": ""}).status_code == 422
    with scope.use(group.space):
        kept = TextVersion.objects.get(name="Premier jet")
    client.post(page(text, "text"), {"base": text.position, "words": "Tout autre chose"})
    shown = client.get(page(text, "version", text_version=kept.pk)).content.decode()
    assert "<p>Un mot.</p>" in shown
    shown = client.get(page(text, "versions")).content.decode()
    assert "Premier jet" in shown
    assert "Alice Martin" in shown
    assert client.post(page(text, "version", text_version=kept.pk)).status_code == 302
    assert plain(text) == "Méthode\nUn mot."


@pytest.mark.parametrize("file_format", ["docx", "odt", "md", "pdf"])
def test_a_text_is_downloaded(client: GateClient, group: Group, text: WrittenText, file_format: str) -> None:
    client.force_login(group.bob.person)
    answer = client.get(page(text, "download", file_format=file_format))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="methode.{file_format}"'
    assert len(answer.content) > 10
    assert client.get(page(text, "download", file_format="exe")).status_code == 404


def test_who_may_not_read_finds_no_page(
    client: GateClient, group: Group, text: WrittenText, rights: dict[str, Any]
) -> None:
    rights["by"] = {group.bob.person_id: access.Right()}
    client.force_login(group.bob.person)
    for name, more in (("text", {}), ("remarks", {}), ("comment", {}), ("suggest", {}), ("versions", {}),
                       ("download", {"file_format": "md"})):  # fmt: skip
        assert client.get(page(text, name, **more)).status_code == 404, name
    assert client.post(page(text, "text"), {"base": "0", "words": "x"}).status_code == 404


def test_the_page_costs_as_much_with_twenty_remarks_as_with_two(
    client: GateClient, group: Group, text: WrittenText, django_assert_max_num_queries: Any
) -> None:
    client.force_login(group.bob.person)
    for number in range(20):
        client.post(page(text, "comment"), {"words": f"Remarque {number}"})
    with django_assert_max_num_queries(16):
        client.get(page(text, "text"))


def test_a_long_text_has_its_text_area_on_a_page_of_its_own(
    client: GateClient, group: Group, text: WrittenText
) -> None:
    client.force_login(group.bob.person)
    words = "\n\n".join(f"Paragraphe {number} d’une longue réponse." for number in range(2_000))
    assert client.post(page(text, "text"), {"base": text.position, "words": words}).status_code == 302
    assert "<noscript>" in client.get(page(text, "text")).content.decode()
    shown = client.get(page(text, "text") + "?simple=1").content.decode()
    assert ">Paragraphe 0 d’une longue réponse.\n\n" in shown
    assert "<noscript>" not in shown
