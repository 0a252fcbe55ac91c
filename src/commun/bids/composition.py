"""When a team may still change, and which text of the group binds those who join it."""

from django.db.models import F
from django.utils.translation import gettext as _

from commun.bids.models import Bid, TeamPart
from commun.bids.policies import bids as policies
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.models import ArticleVersion, GroupText
from commun.people.models import LegalEntity


def is_frozen(bid: Bid) -> bool:
    """The operators of this bid are fixed: its deadline is over, and no contract was signed (article R. 2142-26)."""
    return bid.signed_on is None and bid.notice.is_over_at(clock.now())


def refuse_if_frozen(bid: Bid, *, entering: LegalEntity | None = None) -> None:
    """Raises Refused with the reason; somebody of an operator that is in the team already may still come in."""
    if not is_frozen(bid):
        return
    if entering is not None and entering.pk in entities_of(bid):
        return
    raise Refused(reason_of_freeze())


def refuse_departure(part: TeamPart) -> None:
    """Raises Refused for the last person of an operator once the composition is frozen."""
    if is_last_once_frozen(part):
        raise Refused(reason_of_freeze())


def is_last_once_frozen(part: TeamPart) -> bool:
    """The last person of an operator, once nobody may enter or leave. 0 to 1 query."""
    return is_frozen(part.bid) and is_last(part)


def is_last(part: TeamPart) -> bool:
    """Nobody else of the team answers under the same operator. 0 to 1 query."""
    if part.entity_id is None:
        return False
    with scope.use(part.space_id):
        others = TeamPart.objects.filter(bid=part.bid, entity=part.entity_id, state=TeamPart.State.JOINED)
        return not others.exclude(pk=part.pk).exists()


def reason_of_freeze() -> str:
    """The law, in one sentence."""
    return _(
        "The deadline is over: until the contract is signed, no operator may enter or leave the group that answers "
        "(article R. 2142-26 of the code de la commande publique). Only the buyer may allow it, if an operator is "
        "restructured or cannot go on for reasons beyond its control: write to the buyer."
    )


def entities_of(bid: Bid) -> set[int]:
    """Ids of the operators of those who are in the team. 1 query."""
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid, state=TeamPart.State.JOINED).exclude(entity=None)
        return set(rows.values_list("entity_id", flat=True))


def procedure_of(space: Space) -> GroupText | None:
    """The group's procedure for answering together: the text whose article in force closes the gate. 1 query."""
    articles = procedure_articles(space)
    return articles[0].article.text if articles else None


def procedure_articles(space: Space) -> list[ArticleVersion]:
    """The articles in force that make the procedure. 1 query."""
    with scope.use(space):
        rows = ArticleVersion.objects.filter(
            gates__contains=[policies.JOIN],
            is_withdrawn=False,
            number=F("article__version"),
            in_force_from__lte=clock.today(),
        ).exclude(article__text__bindingness=GroupText.Bindingness.GUIDE)
        return list(rows.select_related("article__text").order_by("article__text", "article__number"))
