"""What votes keep of a person: its export and its erasure. Totals stay; words go. A secret ballot is nobody's."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.governance import ballot_words
from commun.governance.models import Ballot, Elector, Option, Process
from commun.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Open ballots in words, and the secret votes in which the person took part. 3 queries."""
    with scope.everywhere("a person's own data"):
        rows = list(
            Ballot.objects.filter(elector__membership__person=person)
            .select_related("process")
            .order_by("cast_at", "pk")
        )
        options = Option.objects.filter(process__in=[row.process_id for row in rows])
        labels: dict[int, dict[str, str]] = {}
        for option in options:
            labels.setdefault(option.process_id, {})[str(option.position)] = option.label
        secret = Elector.objects.filter(membership__person=person, has_cast=True, process__is_secret=True)
        return {
            _("answers"): [
                {
                    _("vote"): row.process.title,
                    _("on"): row.cast_at,
                    _("answer"): _said(row, labels.get(row.process_id, {})),
                    _("reason"): row.reason,
                }
                for row in rows
            ],
            _("secret votes"): list(secret.order_by("process__title").values_list("process__title", flat=True)),
        }


def _said(row: Ballot, labels: dict[str, str]) -> str:
    if row.process.method == Process.Method.QUESTION:
        return str(row.content.get("text") or "")
    return ballot_words.said(row.process, labels, row.content)


@transaction.atomic
def erase(person: Person) -> None:
    """Reasons and free answers are emptied; what was chosen still counts, under no name."""
    with scope.everywhere("a person asks to be erased"):
        mine = Ballot.objects.filter(elector__membership__person=person)
        mine.exclude(reason="").update(reason="")
        mine.filter(process__method=Process.Method.QUESTION).update(content={"text": ""})
