"""Who resembles a member and who completes them, with the reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commun.algo.relations import Profile, Tie, ties
from commun.core.codes import DEPARTEMENTS
from commun.core.models import CpvCode
from commun.governance.queries.directory import Entry


@dataclass(frozen=True)
class Neighbour:
    """A tied person, and why, in a sentence."""

    entry: Entry
    reason: str


@dataclass(frozen=True)
class Neighbours:
    """At most five of each, in alphabetical order: the order says nothing about people."""

    similar: list[Neighbour]
    complementary: list[Neighbour]


def neighbours_of(ref: str, everybody: Sequence[Entry]) -> Neighbours:
    """The people tied to the person ``ref`` among ``everybody``. 1 query (names of CPV divisions)."""
    entries = {entry.ref: entry for entry in everybody}
    if ref not in entries:
        return Neighbours([], [])
    found = ties(profile_of(entries[ref]), (profile_of(entry) for entry in everybody))
    divisions = {sector for tie in found.complementary for sector in tie.sectors}
    language = "english" if (get_language() or "").startswith("en") else "french"
    labels = dict(CpvCode.objects.filter(code__in=[d.ljust(8, "0") for d in divisions]).values_list("code", language))
    kept_similar = {tie.key: _why_similar(tie) for tie in found.similar}
    kept_complementary = {tie.key: _why_complementary(tie, labels) for tie in found.complementary}
    return Neighbours(
        [Neighbour(entry, kept_similar[key]) for key, entry in entries.items() if key in kept_similar],
        [Neighbour(entry, kept_complementary[key]) for key, entry in entries.items() if key in kept_complementary],
    )


def profile_of(entry: Entry) -> Profile:
    """What the comparison reads of a person: their own words, CPV divisions and places."""
    activities = entry.activities
    phrases = [_in_a_sentence(entry.trade)]
    for activity in activities:
        phrases += [_in_a_sentence(activity.label), *activity.keywords]
    return Profile(
        key=entry.ref,
        phrases=[phrase for phrase in phrases if phrase.strip()],
        sectors=frozenset(prefix[:2] for activity in activities for prefix in activity.cpv_prefixes if len(prefix) > 1),
        places=frozenset(place for activity in activities for place in [*activity.departements]),
    )


def _in_a_sentence(title: str) -> str:
    """« Vidéaste documentaire » inside a sentence; « UX design » stays as it is."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def _why_similar(tie: Tie) -> str:
    return _("In common: %(words)s") % {"words": _listed(tie.shared)}


def _why_complementary(tie: Tie, labels: dict[str, str]) -> str:
    brings = _("Brings %(words)s") % {"words": _listed(tie.brings)}
    sectors = [labels[code] for code in (sector.ljust(8, "0") for sector in tie.sectors) if code in labels]
    ground = [*tie.shared[:1], *sectors[:1]]
    if tie.places:
        ground += [DEPARTEMENTS[code].name for code in tie.places[:2] if code in DEPARTEMENTS]
    if not ground:
        return brings
    return _("%(brings)s; in common: %(ground)s") % {"brings": brings, "ground": _listed(ground)}
