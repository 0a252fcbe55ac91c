"""What an answer to a mail of this room may say, in French and in English, and the act that it asks for.

No word here votes, adopts, moves money or changes a role: an answer about a vote, a budget or an election has no key.
"""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from commun.core import links, replies, scope
from commun.core.models import ReplyKey
from commun.core.replies import ReplyWay, Unclear, Wanted, chosen, said
from commun.core.urls import absolute, here
from commun.governance import mail_dates_said, mail_rsvp, vote_links
from commun.governance.mail_dates import poll_of
from commun.governance.models import Attendance, Elector, Process
from commun.governance.notifications import acts
from commun.governance.queries import ballots as queries

FINISH, TAKE, CARRY, LEARN = "finish", "take", "carry", "learn"
ACTION_WORDS: Mapping[str, Sequence[str]] = {
    FINISH: ("fait", "c'est fait", "terminé", "c'est terminé", "done", "it is done", "finished"),
    TAKE: (
        "je prends",
        "je la prends",
        "je le prends",
        "je m'en charge",
        "je m'en occupe",
        "I take it",
        "I will do it",
    ),
}
ROLE_WORDS: Mapping[str, Sequence[str]] = {
    CARRY: (
        "volontaire", "je suis volontaire", "je me propose", "je veux bien", "I would gladly do it", "I volunteer",
    ),
    LEARN: ("apprendre", "je voudrais apprendre", "j'aimerais apprendre", "I would like to learn", "learn"),
}  # fmt: skip
OBJECTION_WORDS: Mapping[str, Sequence[str]] = {
    "object": ("objection", "j'objecte", "j'ai une objection", "I object", "I have an objection"),
}
COME_WORDS: Mapping[str, Sequence[str]] = {
    Attendance.Answer.COMING: (
        "oui", "je viens", "je serai là", "j'y serai", "présent", "présente", "présent·e", "ok", "d'accord",
        "yes", "I come", "I am coming",
    ),
    Attendance.Answer.MAYBE: ("peut-être", "peut être", "s'il le faut", "si besoin", "maybe", "if need be"),
    Attendance.Answer.NOT_COMING: (
        "non", "je ne viens pas", "je ne peux pas", "je ne peux pas venir", "je ne pourrai pas venir",
        "absent", "absente", "absent·e", "excusé", "excusée", "excusé·e", "no", "I do not come", "I am not coming",
    ),
}  # fmt: skip


def _unclear(words: str) -> Unclear:
    """What was read, word for word: the first line decides."""
    told = said(words)
    if told.is_empty:
        return Unclear(_("There was no answer in your mail."))
    return Unclear(_("The first line, “%(words)s”, is not one of the answers.") % {"words": told.line[:200]})


def _read_action(key: ReplyKey, words: str) -> list[Wanted]:
    found = chosen(words, ACTION_WORDS)
    if found is None:
        raise _unclear(words)
    act = acts.FINISH_ACTION if found[0] == FINISH else acts.TAKE_ACTION
    return [Wanted(act, {"action": key.ref, "note": found[1]})]


def _how_action(key: ReplyKey) -> list[str]:
    return [
        _("“I take it”: it is yours"),
        _("“Done”: it is finished; what you write after it is kept as a note"),
    ]


def _page_action(key: ReplyKey) -> str:
    return absolute(here(key.space.slug, "governance:action", action=key.ref))


def _read_role(key: ReplyKey, words: str) -> list[Wanted]:
    found = chosen(words, ROLE_WORDS)
    if found is None:
        raise _unclear(words)
    return [Wanted(acts.VOLUNTEER, {"role": key.ref, "wish": found[0], "note": found[1]})]


def _how_role(key: ReplyKey) -> list[str]:
    return [
        _("“I volunteer”: your offer shows on the card of the role; the group chooses"),
        _("“I would like to learn”: you would learn it beside who holds it"),
    ]


def _page_role(key: ReplyKey) -> str:
    return links.link(acts.VOLUNTEER, key.person_id, role=key.ref, wish=CARRY)


def _card_of_role(key: ReplyKey) -> str:
    """Where an offer is taken back."""
    return absolute(here(key.space.slug, "governance:role-card", role=key.ref))


def _read_objection(key: ReplyKey, words: str) -> list[Wanted]:
    found = chosen(words, OBJECTION_WORDS)
    if found is None:
        raise _unclear(words)
    if not found[1]:
        raise Unclear(_("An objection has a reason: say what harm you see."))
    return [Wanted(acts.OBJECT, {"process": key.ref, "version": key.data.get("version", 1), "reason": found[1]})]


def _how_objection(key: ReplyKey) -> list[str]:
    return [
        _("“Objection:”, then the reason: it is recorded; only you may lift it, on the page"),
        _("No objection, or a vote? A mail never counts as one: use the page."),
    ]


def _page_objection(key: ReplyKey) -> str:
    return links.link(acts.OBJECT, key.person_id, process=key.ref, version=key.data.get("version", 1))


def _page_of_process(key: ReplyKey) -> str:
    """Where an objection is lifted, and where the group works on it."""
    return absolute(here(key.space.slug, "governance:process", process=key.ref))


def _read_come(key: ReplyKey, words: str) -> list[Wanted]:
    found = chosen(words, COME_WORDS)
    if found is None:
        raise _unclear(words)
    return [Wanted(acts.COME, {"meeting": key.ref, "answer": found[0], "note": found[1]})]


def _how_come(key: ReplyKey) -> list[str]:
    return [_("“Yes”, “No” or “Maybe”, on the first line; what you write after it is read by the others")]


def _page_come(key: ReplyKey) -> str:
    return absolute(here(key.space.slug, "governance:meeting", meeting=key.ref))


def _read_come_each_time(key: ReplyKey, words: str) -> list[Wanted]:
    found = chosen(words, COME_WORDS)
    if found is None:
        raise _unclear(words)
    return [Wanted(acts.COME_SERIES, {"series": key.ref, "answer": found[0], "note": found[1]})]


def _how_come_each_time(key: ReplyKey) -> list[str]:
    return [_("“Yes”, “No” or “Maybe”, on the first line: for every date to come; the page of a date is for that one")]


def _page_series(key: ReplyKey) -> str:
    return absolute(here(key.space.slug, "governance:series", series=key.ref))


def choices_of(process: Process) -> list[mail_dates_said.Choice]:
    """The dates of a poll as its mail numbers them."""
    zone = zoneinfo.ZoneInfo(process.space.time_zone)
    return [
        mail_dates_said.Choice(
            str(one.position),
            one.label,
            dt.datetime.fromisoformat(one.data["starts_at"]).astimezone(zone) if one.data.get("starts_at") else None,
        )
        for one in queries.options_of(process)
    ]


def _read_dates(key: ReplyKey, words: str) -> list[Wanted]:
    _member, process = poll_of(key.person_id, {"process": key.ref})
    dates, note = mail_dates_said.read(words, choices_of(process))
    return [Wanted(acts.ANSWER_DATES, {"process": key.ref, "dates": dates, "note": note})]


def _process(key: ReplyKey) -> Process | None:
    with scope.use(key.space_id):
        return Process.objects.select_related("space").filter(ref=key.ref).first()


def _how_dates(key: ReplyKey) -> list[str]:
    process = _process(key)
    if process is None:
        return []
    return how_to_answer(process)


def how_to_answer(process: Process) -> list[str]:
    """The dates with their numbers, and how an answer is written."""
    said_so = _("“1 yes, 2 if need be, 3 no”: the number of each date, then your answer")
    return [*(f"{one.number} = {one.label}" for one in choices_of(process)), said_so]


def _page_dates(key: ReplyKey) -> str:
    """The person's own paper, which needs no signing in."""
    with scope.use(key.space_id):
        rows = Elector.objects.select_related("process", "membership")
        elector = rows.filter(process__ref=key.ref, membership__person_id=key.person_id).first()
    if elector is None:
        return absolute(here(key.space.slug, "governance:votes"))
    return vote_links.link_of(elector, elector.process)


def register() -> None:
    """What answers may be about."""
    from commun.governance import mail_dates, mail_objections, mail_offers  # noqa: F401 - they declare the acts

    replies.ways.add(acts.ACTION, ReplyWay(_read_action, _how_action, _page_action, after=_page_action))
    replies.ways.add(acts.ROLE, ReplyWay(_read_role, _how_role, _page_role, after=_card_of_role))
    replies.ways.add(acts.OBJECTION, ReplyWay(_read_objection, _how_objection, _page_objection, after=_page_of_process))
    replies.ways.add(acts.MEETING, ReplyWay(_read_come, _how_come, _page_come, mail_rsvp.read))
    replies.ways.add(acts.SERIES, ReplyWay(_read_come_each_time, _how_come_each_time, _page_series, mail_rsvp.read))
    replies.ways.add(acts.DATES, ReplyWay(_read_dates, _how_dates, _page_dates))
