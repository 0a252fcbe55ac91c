"""What an answer to a mail about a notice may say, in French and in English."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core import replies
from commun.core.models import ReplyKey
from commun.core.replies import ReplyWay, Unclear, Wanted, chosen, said
from commun.core.urls import absolute, here
from commun.tenders.models import Intention
from commun.tenders.queries.digest import INTERESTED, NOTICE

WORDS: Mapping[str, Sequence[str]] = {
    Intention.Stance.CARRY: ("je porte", "je le porte", "je pourrais porter", "I would carry it", "I carry it"),
    Intention.Stance.CONTRIBUTE: ("je contribue", "je contribuerais", "I would contribute", "I contribute"),
    Intention.Stance.WATCH: (
        "je suis intéressé", "je suis intéressée", "je suis intéressé·e", "intéressé", "intéressée", "intéressé·e",
        "je veille", "I am interested", "interested", "I keep an eye on it",
    ),
    Intention.Stance.PASS: ("je passe", "pas pour moi", "I pass", "not for me"),
}  # fmt: skip


def _read(key: ReplyKey, words: str) -> list[Wanted]:
    found = chosen(words, WORDS)
    if found is None:
        told = said(words)
        if told.is_empty:
            raise Unclear(_("There was no answer in your mail."))
        raise Unclear(_("The first line, “%(words)s”, is not one of the answers.") % {"words": told.line[:200]})
    data = {"notice": key.ref, "group": key.space.slug, "stance": found[0], "note": found[1][:500]}
    return [Wanted(INTERESTED, data)]


def _how(key: ReplyKey) -> list[str]:
    return [_("“I am interested”, “I would carry it”, “I would contribute” or “I pass”, then a word if you like")]


def _page(key: ReplyKey) -> str:
    return absolute(here(key.space.slug, "tenders:notice", ref=key.ref))


def register() -> None:
    """What answers may be about."""
    replies.ways.add(NOTICE, ReplyWay(_read, _how, _page))
