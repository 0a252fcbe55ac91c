"""Letters about papers: one that ends, to who can ask for another; those an answer lacks, and those handed in from
outside, to who leads or sends it.
"""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.bids.models import Bid, VaultPaper
from commun.bids.queries.dossier import Dossier, EntityDossier
from commun.bids.queries.handed_in import HandedIn
from commun.bids.queries.papers import PaperLine, said_of
from commun.bids.queries.papers_news import last_day_of
from commun.core import clock
from commun.core.urls import absolute, here
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member
from commun.ui.dates import day


def paper_ends(row: VaultPaper, member: Membership, step: int) -> bool:
    """A paper of the member's entity ends in 30 or 7 days, or has ended; once for each step of each version."""
    end = last_day_of(row)
    with translation.override(member.person.language):
        names = {
            "person": member.name,
            "paper": row.get_kind_display(),
            "entity": row.entity.name,
            "day": day(end, year=True) if end else "",
        }
        is_over = step == 0
        subject = (
            _("Out of date: %(paper)s of %(entity)s") if is_over else _("Ends on %(day)s: %(paper)s of %(entity)s")
        )
        letter = Letter(
            subject=subject % names,
            sentences=[
                _("Hello %(person)s,") % names,
                (
                    _("The %(paper)s of %(entity)s is no longer good: buyers refuse it.")
                    if is_over
                    else _("The %(paper)s of %(entity)s is good until %(day)s.")
                )
                % names,
                _("Ask for a new one and put it in the vault: every answer of this entity will use it."),
            ],
            button=_("Add it"),
            url=absolute(here(row.space.slug, "bids:vault", siren=row.entity.siren)),
            why=_("You receive this mail because you added this paper, or because you work under this legal entity."),
        )
        return _to_member(f"bids.paper:{row.ref}:{step}:{member.pk}", member, letter)


def papers_lacking(bid: Bid, dossier: Dossier, member: Membership, step: int) -> bool:
    """Papers that would not be good on the day of the deadline, entity by entity; once for each step of a deadline."""
    lacking = [one for one in dossier.entities if one.blocking]
    count = sum(len(one.blocking) for one in lacking)
    with translation.override(member.person.language):
        names = {"person": member.name, "bid": bid.title, "day": day(dossier.needed_on, year=True), "count": count}
        said = ngettext(
            "%(count)s paper would not be good on %(day)s, the day of the deadline of “%(bid)s”:",
            "%(count)s papers would not be good on %(day)s, the day of the deadline of “%(bid)s”:",
            count,
        )
        letter = Letter(
            subject=_("Papers to complete before %(day)s: “%(bid)s”") % names,
            sentences=[_("Hello %(person)s,") % names, said % names, *_listed(lacking)],
            button=_("Look at the folder"),
            url=absolute(here(bid.space.slug, "bids:dossier", bid=bid.ref)),
            why=_("You receive this mail because you lead or send this answer, or because nobody else does."),
        )
        key = f"bids.lacking:{bid.ref}:{dossier.needed_on:%Y%m%d}:{step}:{member.pk}"
        return _to_member(key, member, letter)


def papers_handed_in(bid: Bid, lines: Sequence[HandedIn], member: Membership) -> bool:
    """What operators from outside handed in by their links; one letter a day and an answer."""
    with translation.override(member.person.language):
        names = {"person": member.name, "bid": bid.title}
        letter = Letter(
            subject=_("Handed in from outside: “%(bid)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("Partners from outside handed in what follows for “%(bid)s”:") % names,
                *(_handed_in(line) for line in lines),
            ],
            button=_("Look at the folder"),
            url=absolute(here(bid.space.slug, "bids:dossier", bid=bid.ref)),
            why=_("You receive this mail because you lead or send this answer, or because nobody else does."),
        )
        return _to_member(f"bids.handed_in:{bid.ref}:{clock.today():%Y%m%d}:{member.pk}", member, letter)


def _handed_in(line: HandedIn) -> str:
    papers = [str(VaultPaper.Kind(kind).label) for kind in line.kinds]
    said = [*papers, _("its sheet or its declarations")] if line.has_sheet else papers
    entity = line.part.entity.name if line.part.entity is not None else ""
    return _("%(entity)s (%(person)s): %(papers)s.") % {
        "entity": entity,
        "person": line.part.name,
        "papers": ", ".join(said),
    }


def _listed(lacking: Sequence[EntityDossier]) -> list[str]:
    """One sentence for each entity."""
    return [
        _("%(entity)s: %(papers)s.")
        % {"entity": one.entity.name, "papers": ", ".join(_called(line) for line in one.blocking)}
        for one in lacking
    ]


def _called(line: PaperLine) -> str:
    """Its name in the reader's language, with what is wrong."""
    return f"{VaultPaper.Kind(line.kind).label} ({said_of(line.state, line.last_day)})"
