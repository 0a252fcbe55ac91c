"""What threads add to the registries of the house, beside what lists do."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Messages may be hidden, as other words that people write."""
    from commun.exchange.models import Post
    from commun.exchange.policies.threads import POST
    from commun.governance.hideable import Hideable, hideable

    hideable.add(POST, Hideable(_("a message of the list"), Post, "said", "author", "thread", Q(author__isnull=False)))
