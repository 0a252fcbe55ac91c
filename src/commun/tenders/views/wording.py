"""Sentences of the pages: notices, reasons, deadlines and what the group said, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from commun.algo.notices.places import DEPARTEMENTS
from commun.core import clock
from commun.core.codes import cpv_label
from commun.tenders.models import Mark, Notice, Pursuit
from commun.tenders.queries.coverage import NoticeCoverage
from commun.tenders.queries.interest import Interest
from commun.tenders.queries.listing import Row
from commun.tenders.queries.visits import SourceState
from commun.ui import dates, money

FRENCH_NUMBERS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
ENGLISH_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
PROCEDURES = {
    "open": _("open call"),
    "restricted": _("restricted call"),
    "negotiated": _("negotiated procedure"),
    "without-call": _("without prior call"),
    "dialogue": _("competitive dialogue"),
    "innovation": _("innovation partnership"),
    "adapted": _("adapted procedure"),
    "contest": _("design contest"),
    "concession": _("concession"),
}
NATURES = {"works": _("works"), "supplies": _("supplies"), "services": _("services")}
SOURCES = {"boamp": "BOAMP", "ted": "TED", "hand": _("written by hand"), "file": _("from a file"), "decp": "DECP"}
DOUBTS = {
    "offset-unreliable": _("Hour to be checked in the notice"),
    "no-time": _("Hour not given: check in the notice"),
    "no-zone": _("Hour to be checked in the notice"),
    "absurd": _("Date to be checked in the notice"),
}
FIELDS = {
    "state": _("State"),
    "deadline": _("Deadline"),
    "title": _("Title"),
    "buyer": _("Buyer"),
    "description": _("Description"),
    "cpv": _("CPV codes"),
    "departements": _("Départements"),
    "value": _("Estimated value"),
    "lots": _("Lots"),
    "documents_url": _("Where the documents are"),
}
REASONS = [(value, label) for value, label in Mark.Reason.choices if value]
MOST_PLACES = 4
MOST_NAMES = 3


@dataclass(frozen=True)
class Reason:
    """One word of « Because of »."""

    label: str
    is_estimated: bool = False


def number_in_words(number: int) -> str:
    """« douze » up to sixteen, then figures."""
    words = FRENCH_NUMBERS if (get_language() or "fr").startswith("fr") else ENGLISH_NUMBERS
    return words[number] if 0 <= number < len(words) else f"{number:,}".replace(",", "\u202f")


def heading(count: int) -> str:
    """The title of « Pour moi »."""
    if count == 0:
        return gettext("No new notice for you")
    sentence = ngettext("%(count)s notice might suit you", "%(count)s notices might suit you", count)
    return capitalized(sentence % {"count": number_in_words(count)})


def found_heading(count: int, text: str) -> str:
    """The title of a search."""
    if count == 0:
        return gettext("Nothing found for “%(text)s”") % {"text": text}
    sentence = ngettext("%(count)s notice for “%(text)s”", "%(count)s notices for “%(text)s”", count)
    return sentence % {"count": number_in_words(count), "text": text}


def state_heading(state: str, count: int) -> str:
    """The title of the other parts of the list."""
    sentences = {
        "kept": ngettext("%(count)s notice that you kept", "%(count)s notices that you kept", count),
        "hidden": ngettext("%(count)s notice that you put aside", "%(count)s notices that you put aside", count),
        "all": ngettext("%(count)s open notice", "%(count)s open notices", count),
    }
    return capitalized(sentences[state] % {"count": number_in_words(count)})


def capitalized(sentence: str) -> str:
    """With a capital at the start, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def listed(words: Iterable[str]) -> str:
    """« a, b et c »."""
    said = [str(word) for word in words]
    if len(said) < 2:
        return "".join(said)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def places(codes: Sequence[str]) -> str:
    """Names of départements; many become a number."""
    names = [DEPARTEMENTS[code].name if code in DEPARTEMENTS else code for code in codes]
    if len(names) > MOST_PLACES:
        return gettext("%(count)s départements") % {"count": len(names)}
    return ", ".join(names)


def meta_of(notice: Notice, lots_count: int = 0) -> str:
    """« Pays du Ternois · Pas-de-Calais · 2 lots · procédure adaptée »."""
    lots = ngettext("%(count)s lot", "%(count)s lots", lots_count) % {"count": lots_count} if lots_count > 1 else ""
    moved = gettext("dates shifted for a trial") if notice.is_shifted else ""
    parts = [notice.buyer, places(notice.departements), lots, str(PROCEDURES.get(notice.procedure, "")), moved]
    return " · ".join(part for part in parts if part)


def doubt_of(notice: Notice) -> str:
    """A short warning where the source of the deadline is doubtful; else nothing."""
    if not notice.deadline_doubt:
        return ""
    return str(DOUBTS.get(notice.deadline_doubt, _("Hour to be checked in the notice")))


def source_name(source: str) -> str:
    """The source as people call it."""
    return str(SOURCES.get(source, source.upper()))


def reasons_of(reasons: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """Stored reasons in words: the member's own words, the branch of the CPV, the place."""
    shown = []
    for reason in reasons:
        label = str(reason.get("label") or reason.get("text") or reason.get("code") or "")
        if reason.get("kind") == "cpv":
            if not (get_language() or "fr").startswith("fr"):
                label = cpv_label(str(reason.get("code", "")), "en") or label
            label = gettext("CPV: %(label)s") % {"label": label[:1].lower() + label[1:]}
        if label:
            shown.append(Reason(label, bool(reason.get("estimated"))))
    return shown


def interest_sentence(interest: Interest, mine: str = "") -> str:
    """« 3 membres ont dit leur intention ; personne pour « cartographie » ». Names come in alphabetical order."""
    people = interest.people
    if not people:
        return gettext("Nobody yet.")
    uncovered = [need.label for need in interest.uncovered]
    if len(people) == 1:
        said = people[0]
        need = next(need for need in interest.needs if need.voice_of(said.member_id) == said)
        sentence = ONE_VOICE[said.stance]() % {"name": said.name, "need": need.label}
        several = len(interest.needs) > 1 and len(uncovered) == len(interest.needs) - 1
        return sentence if several or not uncovered else sentence + " " + _nobody_for(uncovered)
    count = len(people)
    sentence = ngettext("%(count)s member said their intention.", "%(count)s members said their intention.", count) % {
        "count": capitalized(number_in_words(count))
    }
    return sentence + (" " + _nobody_for(uncovered) if uncovered else "")


def quoted(needs: Sequence[str]) -> str:
    """« « a », « b » et 3 autres besoins »."""
    words = [gettext("“%(need)s”") % {"need": shortened(need)} for need in needs[:2]]
    if len(needs) > 2:
        more = ngettext("%(count)s other need", "%(count)s other needs", len(needs) - 2)
        words.append(more % {"count": len(needs) - 2})
    return listed(words)


def _nobody_for(needs: Sequence[str]) -> str:
    return gettext("Nobody for %(needs)s.") % {"needs": quoted(needs)}


ONE_VOICE = {
    "carry": lambda: gettext("%(name)s would carry “%(need)s”."),
    "contribute": lambda: gettext("%(name)s would contribute to “%(need)s”."),
    "watch": lambda: gettext("%(name)s keeps an eye on it."),
}
MY_STANCES = {
    "carry": _("You would carry it"),
    "contribute": _("You would contribute"),
    "watch": _("You keep an eye on it"),
    "pass": _("You pass"),
}


def shortened(text: str, most: int = 60) -> str:
    """At most ``most`` signs, cut at a word."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def moved_sentence(row: Row) -> str:
    """« Le délai a été repoussé de 5 jours le 18 novembre. »"""
    if not row.moved_days or row.moved_on is None:
        return ""
    if row.moved_days > 0:
        sentence = ngettext(
            "The deadline was put back by %(count)s day on %(day)s.",
            "The deadline was put back by %(count)s days on %(day)s.",
            row.moved_days,
        )
    else:
        sentence = ngettext(
            "The deadline was brought forward by %(count)s day on %(day)s.",
            "The deadline was brought forward by %(count)s days on %(day)s.",
            -row.moved_days,
        )
    return sentence % {"count": abs(row.moved_days), "day": dates.day(row.moved_on, weekday=False)}


def changed_value(field: str, text: str) -> str:
    """A stored value of a version as people read it."""
    if not text:
        return gettext("not said")
    if field == "deadline":
        try:
            return dates.moment(dt.datetime.fromisoformat(text))
        except ValueError:
            return text
    if field == "state":
        return str(dict(Notice.State.choices).get(text, text))
    if field == "value" and text.isdigit():
        return money.euros(int(text), precise=False)
    if field == "departements":
        return places([code.strip() for code in text.split(",")])
    return text


def state_sentence(notice: Notice) -> tuple[str, str]:
    """(sentence, tone) that must be seen on top of a notice; empty for an open one."""
    state = notice.state_at(clock.now())
    if state == Notice.State.CANCELLED:
        return gettext("The buyer cancelled this notice: it takes no answer any more."), "clay"
    if state == Notice.State.AWARDED:
        return gettext("This contract was awarded: it takes no answer any more."), "sky"
    if state == Notice.State.CLOSED:
        return gettext("The deadline is over: this notice takes no answer any more."), "sky"
    return "", ""


STAGE_NAMES = {
    Pursuit.Stage.NEW: pgettext_lazy("stage", "New"),
    Pursuit.Stage.INTERESTED: _("Somebody interested"),
    Pursuit.Stage.STUDIED: _("Being studied"),
    Pursuit.Stage.GOING: _("We are going for it"),
    Pursuit.Stage.LET_GO: _("Let go"),
}


def coverage_sentence(interest: Interest) -> str:
    """« 2 besoins sur 3 ont quelqu’un. »"""
    total, covered = len(interest.needs), len(interest.covered)
    if not total or not interest.people:
        return ""
    if covered == total:
        return pgettext("needs", "Each need has somebody.")
    if not covered:
        return gettext("No need has anybody yet.")
    return ngettext(
        "%(covered)s need of %(total)s has somebody.", "%(covered)s needs of %(total)s have somebody.", covered
    ) % {"covered": covered, "total": total}


@dataclass(frozen=True)
class SourceWords:
    """How far a source was read, in words."""

    name: str
    said: str
    is_complete: bool


def able_sentence(covered: NoticeCoverage) -> str:
    """« Bob Durand et Inès Roy pourraient »: those who could take a need that has nobody; in alphabetical order."""
    able = {one.member_id: one for need in covered.of("possible") for one in need.able}
    names = [one.name for one in sorted(able.values(), key=lambda one: (one.sort_key, one.member_id))]
    if not names:
        return ""
    shown, more = names[:MOST_NAMES], len(names[MOST_NAMES:])
    if more:
        shown.append(ngettext("%(count)s other", "%(count)s others", more) % {"count": more})
    return ngettext("%(names)s could", "%(names)s could", len(names)) % {"names": listed(shown)}


def nobody_sentence(covered: NoticeCoverage) -> str:
    """« Personne ne couvre « cartographie » et deux autres besoins. »; nothing while nothing is known of any need."""
    needs = [one.need.label for one in covered.of("nobody")]
    if not needs or (len(covered.needs) == 1 and covered.needs[0].need.is_whole):
        return ""
    return gettext("Nobody covers %(needs)s.") % {"needs": quoted(needs)}


NEED_STATES = {
    "said": (_("has somebody"), "leaf"),
    "possible": (_("somebody could"), "honey"),
    "nobody": (_("nobody covers it"), "clay"),
}


def waiting_heading(count: int) -> str:
    """The title of the list of the month."""
    if count == 0:
        return gettext("No notice waits for the group’s answer")
    sentence = ngettext(
        "%(count)s notice waits for the group’s answer", "%(count)s notices wait for the group’s answer", count
    )
    return capitalized(sentence % {"count": number_in_words(count)})


def source_words(state: SourceState) -> SourceWords:
    """« BOAMP jusqu’à 7 h 10 » or « TED incomplet depuis hier »."""
    name = source_name(state.source)
    if not state.is_complete:
        return SourceWords(name, gettext("%(source)s incomplete") % {"source": name}, is_complete=False)
    if state.last.covers_until:
        today, before = gettext("%(source)s up to %(when)s"), gettext("%(source)s up to the %(when)s")
    else:
        today, before = gettext("%(source)s read at %(when)s"), gettext("%(source)s read on the %(when)s")
    moment = state.last.covers_until or state.last.ended_at or state.last.started_at
    is_today = dates.day_of(moment) == dates.today()
    when = dates.hour(moment) if is_today else dates.moment(moment, weekday=False)
    return SourceWords(name, (today if is_today else before) % {"source": name, "when": when}, is_complete=True)


def preview_heading(count: int, days: int) -> str:
    """What a watch would have brought."""
    if count == 0:
        return gettext("Nothing in the last %(days)s days") % {"days": days}
    sentence = ngettext(
        "%(count)s notice in the last %(days)s days", "%(count)s notices in the last %(days)s days", count
    )
    return capitalized(sentence % {"count": number_in_words(count), "days": days})
