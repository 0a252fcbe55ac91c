"""Letters about the common pot: to those who may sign, when something waits; to who asked, when it is settled.

A discreet request is not quoted: mails are read on other screens than one's own.
"""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core.urls import absolute, here
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member
from commun.ui.money import euros
from commun.value.models import Spending


def asked(row: Spending, signers: Iterable[Membership], *, first: Membership | None = None) -> int:
    """To those who may sign; ``first``: who signed already, when a second signature is asked for. How many went."""
    return sum(_asked(row, signer, first) for signer in signers)


def _asked(row: Spending, signer: Membership, first: Membership | None) -> bool:
    with translation.override(signer.person.language):
        names = _names(row) | {"signer": first.name if first else ""}
        sentences = [
            _("Hello %(person)s,") % {"person": signer.name},
            _("%(asker)s asks for %(amount)s of the line “%(line)s”, in “%(group)s”.") % names,
        ]
        if first is not None:
            sentences.append(_("%(signer)s signed; an amount like this one needs a second person.") % names)
        sentences.append(_("It is held until then: sign it, or say why not."))
        letter = Letter(
            subject=_("To sign: %(amount)s, “%(line)s”") % names,
            sentences=sentences,
            quote="" if row.line.is_discreet else row.words,
            button=_("Look at it"),
            url=_address(row),
            why=_("You receive this mail because the group lets you sign on this line."),
        )
        return _to_member(f"value.spending:{row.ref}:{signer.pk}:{2 if first else 1}", signer, letter)


def settled(row: Spending, by: Membership | None) -> int:
    """To who asked, and to whom it reimburses; not to who settled it. How many went."""
    told = {one.pk: one for one in (row.asked_by, row.reimburses) if one is not None}
    return sum(_settled(row, one) for one in told.values() if by is None or one.pk != by.pk)


def _settled(row: Spending, member: Membership) -> bool:
    with translation.override(member.person.language):
        names = _names(row)
        is_spent = row.state == Spending.State.SPENT
        subject = _("Signed: %(amount)s, “%(line)s”") if is_spent else _("Not signed: %(amount)s, “%(line)s”")
        said = (
            _("The %(amount)s of the line “%(line)s” are signed, and written in the book of “%(group)s”.")
            if is_spent
            else _("The %(amount)s of the line “%(line)s” were not signed: they are free again on the line.")
        )
        letter = Letter(
            subject=subject % names,
            sentences=[_("Hello %(person)s,") % {"person": member.name}, said % names],
            # Why not may quote what it was for.
            quote=row.answer if member.pk == row.asked_by_id and not row.line.is_discreet else "",
            button=_("Look at it"),
            url=_address(row),
            why=_("You receive this mail because this spending was asked by you, or for you."),
        )
        return _to_member(f"value.spending:{row.ref}:{row.state}:{member.pk}", member, letter)


def _names(row: Spending) -> dict[str, str]:
    return {
        "asker": row.asked_by.name,
        "amount": euros(row.amount),
        "line": row.line.title,
        "group": row.space.name,
    }


def _address(row: Spending) -> str:
    return absolute(here(row.space.slug, "value:spending", spending=row.ref))
