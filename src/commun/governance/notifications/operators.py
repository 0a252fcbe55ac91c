"""The mail to those who facilitate when the technical operator read something of their group."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core.models import Space
from commun.governance.notifications import Letter, _address, _to_person
from commun.governance.policies import roles_in_force


def looked(space: Space, fact_id: int, reason: str) -> None:
    """With the reason; the journal says what was read."""
    for host in roles_in_force(space):
        with translation.override(host.person.language):
            names = {"group": space.name, "person": host.name}
            letter = Letter(
                subject=_("“%(group)s”: the technical operator read something") % names,
                sentences=[
                    _("Hello %(person)s,") % names,
                    _("The technical operator of the server read something of the group “%(group)s”, and said why:")
                    % names,
                ],
                quote=reason,
                button=_("See what, in the journal"),
                url=_address(space, "governance:register"),
                why=_("You receive this mail because you facilitate this group."),
            )
            _to_person(f"governance.looked:{fact_id}:{host.pk}", host.person, letter)
