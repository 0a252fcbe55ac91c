"""Powers follow mandates (O1): each membership keeps the windows that its mandates give, for the policies to read."""

from commun.core import scope
from commun.governance.models import Mandate, Membership, Role

LIVE = (Mandate.State.IN_FORCE, Mandate.State.PLANNED)


def refresh(membership: Membership) -> None:
    """Write the windows of one member's mandates again; called inside each transaction that changes a mandate."""
    with scope.use(membership.space_id):
        live = Mandate.objects.filter(membership=membership, state__in=LIVE, learns_beside=None)
        held = live.exclude(role__power=Role.Power.NONE).select_related("role").order_by("starts_on", "pk")
        windows = [
            {
                "power": one.role.power,
                "from": one.starts_on.isoformat(),
                "until": one.ends_on.isoformat() if one.ends_on else None,
            }
            for one in held
        ]
        Membership.objects.filter(pk=membership.pk).update(powers=windows)
    membership.powers = windows


def refresh_holders(role: Role) -> None:
    """After a card changed what it lets do."""
    with scope.use(role.space_id):
        holders = Membership.objects.filter(mandates__role=role, mandates__state__in=LIVE).distinct().order_by("pk")
        for membership in holders:
            refresh(membership)
