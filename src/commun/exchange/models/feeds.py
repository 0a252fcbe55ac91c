"""Secret addresses by which a reader of feeds follows what happens in a group."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.models import new_ref
from commun.core.scope import TenantModel
from commun.people.models import Person


class FeedAddress(TenantModel):
    """The secret address of one person for the feed of one group; it can be revoked.

    Only the token's digest is kept; the address is made again from the reference and the house's secret
    (``feed_tokens``): its owner sees it at any time, a copy of the database opens no feed.
    """

    ref = models.CharField(max_length=10, unique=True, default=new_ref, editable=False)
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
