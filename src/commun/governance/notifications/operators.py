"""The mail to those who facilitate when the technical operator read or took something of their group."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core.models import Space
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _address, _to_member
from commun.governance.policies import roles_in_force


def looked(space: Space, fact_id: int, reason: str) -> None:
    """With the reason; the journal says what was read."""
    for host in roles_in_force(space):
        with translation.override(host.person.language):
            _tell(
                f"governance.looked:{fact_id}:{host.pk}", host, reason,
                _("“%(group)s”: the technical operator read something"),
                _("The technical operator of the server read something of the group “%(group)s”, and said why:"),
            )  # fmt: skip


def taken_out(space: Space, fact_id: int, reason: str) -> None:
    """With the reason: everything of the group is in the file."""
    for host in roles_in_force(space):
        with translation.override(host.person.language):
            _tell(
                f"governance.taken_out:{fact_id}:{host.pk}", host, reason,
                _("“%(group)s”: the technical operator made a file of the whole group"),
                _("The technical operator of the server made a file of all that “%(group)s” holds, and said why:"),
            )  # fmt: skip


def _tell(key: str, host: Membership, reason: str, subject: str, sentence: str) -> None:
    names = {"group": host.space.name, "person": host.person.name}
    letter = Letter(
        subject=subject % names,
        sentences=[_("Hello %(person)s,") % names, sentence % names],
        quote=reason,
        button=_("See what, in the journal"),
        url=_address(host.space, "governance:register"),
        why=_("You receive this mail because you facilitate this group."),
    )
    _to_member(key, host, letter)
