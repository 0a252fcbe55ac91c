"""Mails of coming in: a message to the other side, who welcomes whom."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import scope
from commun.governance.models import AdmissionMessage, Membership, Welcome
from commun.governance.notifications import Letter, _address, _to_member
from commun.governance.policies import roles_in_force


def written(message: AdmissionMessage, talking: set[int]) -> None:
    """To the person who asks; or, from them, to those who facilitate and to those who already wrote to them."""
    applicant = message.applicant
    if message.author_id != applicant.pk:
        _tell(message, applicant, _address(applicant.space, "governance:application", applicant=applicant.person.ref))
        return
    with scope.use(applicant.space_id):
        talkers = list(Membership.objects.filter(pk__in=talking).select_related("person", "space"))
    hosts = {row.pk: row for row in [*roles_in_force(applicant.space), *talkers]}
    for host in hosts.values():
        _tell(message, host, _address(applicant.space, "governance:application", applicant=applicant.person.ref))


def _tell(message: AdmissionMessage, reader: Membership, url: str) -> None:
    with translation.override(reader.person.language):
        names = {"person": reader.name, "author": message.author.name, "group": message.space.name}
        letter = Letter(
            subject=_("%(author)s wrote to you about coming into “%(group)s”") % names,
            sentences=[_("Hello %(person)s,") % names, _("%(author)s wrote:") % names],
            quote=message.text,
            button=_("Read and answer"),
            url=url,
            why=_("You receive this mail because you talk about a request to come into this group."),
        )
        _to_member(f"governance.admission:{message.pk}:{reader.pk}", reader, letter)


def named(welcome: Welcome) -> bool:
    """To the member who was named by somebody else."""
    person = welcome.welcomer.person
    with translation.override(person.language):
        names = {"newcomer": welcome.newcomer.name, "group": welcome.space.name, "person": welcome.welcomer.name}
        letter = Letter(
            subject=_("You welcome %(newcomer)s into “%(group)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("You were named to welcome %(newcomer)s: say hello, show where things are, answer questions.")
                % names,
                _("If it does not suit you, hand it on in one click."),
            ],
            button=_("See"),
            url=_address(welcome.space, "governance:my-place"),
            why=_("You receive this mail because you were named in this group."),
        )
        return _to_member(f"governance.welcomer:{welcome.pk}", welcome.welcomer, letter)


def is_welcomed(welcome: Welcome) -> bool:
    """To the newcomer: who is there for them."""
    person = welcome.newcomer.person
    with translation.override(person.language):
        names = {"host": welcome.welcomer.name, "group": welcome.space.name, "person": welcome.newcomer.name}
        letter = Letter(
            subject=_("%(host)s welcomes you into “%(group)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(host)s welcomes you into the group “%(group)s”: ask them anything, there is no silly question.")
                % names,
            ],
            button=_("My place in the group"),
            url=_address(welcome.space, "governance:my-place"),
            why=_("You receive this mail because you joined this group."),
        )
        return _to_member(f"governance.welcomed:{welcome.pk}", welcome.newcomer, letter)
