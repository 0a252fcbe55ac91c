"""The link by which somebody who is not of the group answers an ask; it dies with the ask, or with the answer."""

from commun.bids.models import TeamPart
from commun.core import links, scope
from commun.core.errors import Gone

SALT = "commun.bids.outside"
LIFE_SECONDS = 60 * 60 * 24 * 60


def token_for(part: TeamPart) -> str:
    """What the link holds: this ask, and no other."""
    return links.seal([part.ref, part.asked_at.isoformat()], SALT)


def part_of(token: str) -> TeamPart:
    """The ask of a link. Raises Gone when it is forged, taken back, replaced since, or too old.

    Who is in the team hands in by it as long as the answer lives: buyers take months, and ask again once they chose.
    """
    ref, asked_at = links.unseal(token, SALT)
    with scope.everywhere("a link holds the ask of one team, whatever its group"):
        rows = TeamPart.objects.select_related("space", "bid__space", "bid__notice", "asked_by__person", "person")
        part = rows.select_related("asked_by__space", "entity").filter(ref=ref, membership=None).first()
    if part is None or part.asked_at.isoformat() != asked_at or part.state == TeamPart.State.UNASKED:
        raise Gone
    if part.state != TeamPart.State.JOINED or not part.bid.is_alive:
        links.unseal(token, SALT, life_seconds=LIFE_SECONDS)
    return part
