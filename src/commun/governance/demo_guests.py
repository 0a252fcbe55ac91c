"""The demo's guest: somebody from outside reads one decision of the group, and says a word on it."""

from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance import tokens
from commun.governance.actions import guests, invitations
from commun.governance.demo import SPACES
from commun.governance.models import Decision, Process
from commun.governance.policies import membership_of, roles_in_force
from commun.governance.queries.guests import processes_of, today_plus_a_month
from commun.people.actions import register_person


def load(stage: DemoStage) -> None:
    """Each group that is deciding something by consent has one guest there."""
    stage.say("Une invitée, le temps d’une décision…")
    space = stage.things[SPACES]["demarches-participatives"]
    host = roles_in_force(space).first()
    with scope.use(space):
        open_ones = Process.objects.filter(method=Process.Method.CONSENT, state=Process.State.OPEN)
        found = Decision.objects.select_related("space").filter(processes__in=open_ones).order_by("pk").first()
    if host is None or found is None:
        return
    person = register_person(name="Maryse Coulon", email="maryse.coulon@coulon.example")
    wanted = guests.Guest(person.email or "", today_plus_a_month(), person.name)
    made = guests.invite_guest(by=host, thing=found, guest=wanted)
    invitations.accept_invitation(token=tokens.token_of(made.invitation), person=person)
    guest = membership_of(person, space)
    process = next((one.process for one in processes_of(found) if one.takes_words), None)
    if guest is not None and process is not None:
        text = "Chez nous, un essai de trois mois a suffi pour voir ce qui tenait."
        guests.speak_as_guest(guest=guest, guest_pass=made, process=process, nature="reaction", text=text)
