"""What votes add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Digest, search, subjects of facts, a person’s data, the demo; « À faire » is filled by ``todo_decisions``."""
    from commun.core import registries
    from commun.governance import demo_votes
    from commun.governance.actions import ballot_data
    from commun.governance.queries import ballot_registries

    registries.digest.add("governance.ballots", ballot_registries.digest_section())
    registries.subjects.add("governance.process", ballot_registries.processes_called)
    registries.demo.add("governance.votes", registries.DemoPart(24, demo_votes.load))
    registries.personal_data.add(
        "governance.ballots",
        registries.PersonalData(title=_("Votes"), export=ballot_data.export, erase=ballot_data.erase),
    )
