"""What texts keep of a person: taken away, or erased. The text belongs to its group: only the person's remarks go."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.writing import reading
from commun.core.writing.tables import TextComment, TextSpan, TextSuggestion, WrittenText


def export(person: Any) -> dict[str, Any]:
    """Comments, suggestions, and how many characters of each text are this person's."""
    with scope.everywhere("a person takes their data away"):
        comments = TextComment.objects.filter(person_id=person.pk).order_by("at", "pk")
        suggestions = TextSuggestion.objects.filter(person_id=person.pk).order_by("at", "pk")
        return {
            _("comments on texts"): [
                {_("passage"): one.quote, _("comment"): one.words, _("on"): one.at} for one in comments
            ],
            _("suggestions on texts"): [
                {_("passage"): one.quote, _("proposed words"): one.proposal, _("on"): one.at} for one in suggestions
            ],
            _("texts written together"): [_share(text, person.pk) for text in _texts(person.pk)],
        }


def _texts(person_id: int) -> list[WrittenText]:
    spans = TextSpan.objects.filter(person_id=person_id, is_removal=False)
    ids = spans.values_list("text_id", flat=True).distinct()
    return list(WrittenText.objects.filter(pk__in=ids).select_related("space").order_by("pk"))


def _share(text: WrittenText, person_id: int) -> dict[str, Any]:
    runs = [words for person, words in reading.authorship(text).runs if person == person_id]
    return {_("group"): text.space.name, _("text"): str(text), _("my words"): runs}


@transaction.atomic
def erase(person: Any) -> None:
    """The person's remarks lose their words; suggestions that wait are taken back."""
    with scope.everywhere("a person is erased"):
        TextComment.objects.filter(person_id=person.pk).update(words="", quote="")
        TextSuggestion.objects.filter(person_id=person.pk, state=TextSuggestion.State.PROPOSED).update(
            state=TextSuggestion.State.REFUSED
        )
        TextSuggestion.objects.filter(person_id=person.pk).update(proposal="", quote="")
