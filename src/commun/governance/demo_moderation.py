"""The demo's hidden words: one remark, hidden with its reason, that its author may have looked at."""

from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance.actions import moderation
from commun.governance.demo import SPACES
from commun.governance.models import Remark
from commun.governance.policies import roles_in_force


def load(stage: DemoStage) -> None:
    """Hide the first reaction of somebody else, in the group that has some."""
    stage.say("Un mot masqué, avec sa raison…")
    space = stage.things[SPACES]["demarches-participatives"]
    host = roles_in_force(space).first()
    if host is None:
        return
    with scope.use(space):
        rows = Remark.objects.filter(nature=Remark.Nature.REACTION, membership__state="member")
        found = rows.exclude(membership=host.pk).order_by("pk").first()
    if found is not None:
        reason = "Ces mots nomment une cliente : dites-le sans son nom."
        moderation.hide_words(by=host, kind="remark", target=found.pk, reason=reason)
