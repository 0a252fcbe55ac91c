"""Secret addresses by which a reader of feeds follows what happens in a group, a network, or all of one's groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.models import new_ref
from commun.core.scope import TenantModel
from commun.people.models import Person


class FeedAddress(TenantModel):
    """The secret address of one person for a feed; it can be revoked.

    Only the token's digest is kept; the address is made again from the reference and the house's secret
    (``feed_tokens``): its owner sees it at any time, a copy of the database opens no feed.
    """

    class Reach(models.TextChoices):
        GROUP = "group", _("this group")
        NETWORK = "network", _("this network, and what its groups make public")
        MINE = "mine", _("all my groups")

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
    # Of all of a person's groups: the space is the house.
    reach = models.CharField(_("what it tells"), max_length=7, choices=Reach.choices, default=Reach.GROUP)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("address of a feed")
        verbose_name_plural = _("addresses of feeds")
        indexes = [models.Index(fields=["space", "person"], name="feed_address_person")]

    def __str__(self) -> str:
        return self.ref
