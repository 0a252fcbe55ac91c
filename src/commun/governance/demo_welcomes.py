"""The demo's request to come in: somebody asks, the group answers with a question, a member will welcome them."""

from commun.core.registries import DemoStage
from commun.governance.actions import memberships, welcomes
from commun.governance.demo import SPACES
from commun.governance.policies import body_of, roles_in_force
from commun.people.actions import register_person


def load(stage: DemoStage) -> None:
    """One request that waits, where the group presents itself to everybody."""
    stage.say("Une demande d’entrée, et quelques mots échangés…")
    for space in stage.things[SPACES].values():
        host = roles_in_force(space).first()
        if host is not None and body_of(space).is_public:
            break
    else:
        return
    person = register_person(name="Soizic Kerbrat", email="soizic.kerbrat@kerbrat.example")
    note = "Je dessine des cartes sensibles, et je cherche avec qui répondre."
    asking = memberships.apply_to_join(space=space, person=person, note=note)
    text = "Bienvenue ! Combien de jours par mois pourrais-tu donner ?"
    welcomes.write_about_request(by=host, applicant=asking, text=text)
    welcomes.write_about_request(by=asking, applicant=asking, text="Quatre jours, surtout le jeudi.")
    welcomes.name_welcomer(by=host, newcomer=asking, welcomer=host)
