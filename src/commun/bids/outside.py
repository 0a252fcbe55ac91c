"""The link by which somebody who is not of the group answers an ask; it dies with the ask."""

from django.core import signing

from commun.bids.models import TeamPart
from commun.core import scope
from commun.core.errors import Gone

SALT = "commun.bids.outside"
LIFE_SECONDS = 60 * 60 * 24 * 60


def token_for(part: TeamPart) -> str:
    """What the link holds: this ask, and no other."""
    return signing.dumps([part.ref, part.asked_at.isoformat()], salt=SALT, compress=True)


def part_of(token: str) -> TeamPart:
    """The ask of a link. Raises Gone when it is forged, too old, taken back, or asked anew since."""
    try:
        ref, asked_at = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Gone from error
    with scope.everywhere("a link holds the ask of one team, whatever its group"):
        rows = TeamPart.objects.select_related("space", "bid__space", "bid__notice", "asked_by__person", "person")
        part = rows.select_related("asked_by__space", "entity").filter(ref=ref, membership=None).first()
    if part is None or part.asked_at.isoformat() != asked_at or part.state == TeamPart.State.UNASKED:
        raise Gone
    return part
