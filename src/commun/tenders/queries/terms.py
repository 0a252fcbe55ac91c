"""What the buyer asks of whoever answers: what the group wrote, and what the words of the notice suggest."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo.notices.terms import Kind, Term, terms
from commun.tenders.models import BuyerTerm, LeftSuggestion, Lot, Notice
from commun.tenders.queries.suggestions import READ
from commun.ui.money import euros


def terms_of(notice: Notice, lots: Collection[str] = ()) -> list[BuyerTerm]:
    """Terms that the group in scope wrote: all of them, or those of the whole and of these lots. One query."""
    rows = BuyerTerm.objects.filter(notice=notice)
    return [row for row in rows if not lots or not row.lot_number or row.lot_number in lots]


def suggested_terms(notice: Notice, known: list[BuyerTerm] | None = None) -> list[Term]:
    """Terms read in the notice, less those that stand and those left aside. Two or three queries."""
    standing = terms_of(notice) if known is None else known
    left = set(LeftSuggestion.objects.filter(notice=notice).values_list("key", flat=True))
    lots = [
        (number, f"{title}\n{body[:READ]}")
        for number, title, body in Lot.objects.filter(notice=notice).values_list("number", "title", "description")
    ]
    found = terms(f"{notice.title}\n{notice.description[:READ]}", lots)
    return [one for one in found if one.key not in left and not any(_stands(one, row) for row in standing)]


def _stands(one: Term, row: BuyerTerm) -> bool:
    """Written already: a ceiling of that place whatever its amount, references that ask as much of the same."""
    if one.kind.value != row.kind or one.lot != row.lot_number:
        return False
    if one.kind is Kind.CEILING:
        return True
    same = one.subject.casefold() == row.subject.casefold()
    return same or (one.count, one.years) == (row.count or 0, row.years or 0)


def term_words(term: BuyerTerm | Term) -> str:
    """« €80,000 at most, without tax », « 3 references of the last 5 years: public meetings »."""
    if (term.kind.value if isinstance(term.kind, Kind) else term.kind) == Kind.CEILING.value:
        amount = {"amount": euros(term.cents or 0)}
        if term.has_tax is None:
            return _("%(amount)s at most (with or without tax: the notice does not say)") % amount
        said = _("%(amount)s at most, tax included") if term.has_tax else _("%(amount)s at most, without tax")
        return said % amount
    said = _("references")
    if term.count:
        said = ngettext("%(count)s reference", "%(count)s references", term.count) % {"count": term.count}
    if term.years:
        since = ngettext("of the last year", "of the last %(count)s years", term.years) % {"count": term.years}
        said = f"{said} {since}"
    if term.subject:
        said = _("%(references)s: %(subject)s") % {"references": said, "subject": term.subject}
    return said[:1].upper() + said[1:]
