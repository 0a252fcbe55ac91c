"""The demo's hidden words: one remark, hidden with its reason, that its author may have looked at."""

from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance.actions import guided, moderation
from commun.governance.demo import SPACES
from commun.governance.models import Membership, Process, Remark
from commun.governance.policies import roles_in_force


def load(stage: DemoStage) -> None:
    """Somebody names a client in a decision that is open; the name has no place there."""
    stage.say("Un mot masqué, avec sa raison…")
    space = stage.things[SPACES]["demarches-participatives"]
    host = roles_in_force(space).first()
    with scope.use(space):
        open_ones = Process.objects.filter(method=Process.Method.CONSENT, state=Process.State.OPEN)
        process = open_ones.order_by("pk").first()
        rows = Membership.objects.filter(state="member", person__is_demo_door=False).select_related("person", "space")
        author = rows.order_by("person__sort_key", "pk").first()
    if host is None or process is None or author is None or author.pk == host.pk:
        return
    text = "Chez Madame Lenoir, à la mairie, cela s’est très mal passé : elle ne répond plus à personne."
    said = guided.remark(by=author, process=process, nature=Remark.Nature.REACTION, text=text)
    reason = "Ces mots nomment une cliente : redites-le sans son nom, c’est utile à tous."
    moderation.hide_words(by=host, kind="remark", target=said.pk, reason=reason)
