"""Where an address leads: to a list, to one of its commands, or to what its key names."""

from django.db.models import Q

from commun.core import arriving, journal, scope
from commun.core.models import Space
from commun.exchange import addresses, command_keys
from commun.exchange.actions.lists import open_list
from commun.exchange.models import AddressTrouble, Delivery, MailingList


def destination(recipient: str) -> MailingList | None:
    """The list whose address this is, or that its key leads back to; None when there is no such address."""
    target = addresses.target_of(recipient)
    if target is None:
        return None
    with scope.everywhere("an address of the house names its own list"):
        if target.key:
            return _behind_key(target)
        return _called(target.slug) or _called_as_before(target.slug) or _of_letters(target)


def _behind_key(target: addresses.Target) -> MailingList | None:
    """The list of what a key leads back to; of the group, when it is a key of another room."""
    lists = MailingList.objects.select_related("space")
    if target.role == addresses.BOUNCE:
        delivered = Delivery.objects.filter(token=target.key).values("post__list")
        tried = AddressTrouble.objects.filter(token=target.key).values("list")
        return lists.filter(Q(pk__in=delivered) | Q(pk__in=tried)).first()
    if target.role == addresses.MODERATE:
        return lists.filter(mails__ref=command_keys.ref_in(target.key)).first()
    token = command_keys.token_in(target.key) if target.role == addresses.CONFIRM else target.key
    if target.role in addresses.KEYED and (mine := lists.filter(subscriptions__token=token).first()) is not None:
        return mine
    found = arriving.role_of(target.role, target.key)
    return open_list(found[1]) if found else None


def _called(slug: str) -> MailingList | None:
    known = MailingList.objects.select_related("space").filter(slug=slug).first()
    if known is not None:
        return known
    space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=slug).first()
    return open_list(space) if space else None


def _called_as_before(slug: str) -> MailingList | None:
    older = addresses.older_target(slug)
    return _called(older.slug) if older else None


def _of_letters(target: addresses.Target) -> MailingList | None:
    """People answer letters that ask for no answer: they are told what to do instead (``commands.nobody_reads``)."""
    return open_list(journal.house()) if target == addresses.target_of(addresses.of_letters()) else None


def target_in(recipient: str, row: MailingList) -> addresses.Target:
    """What an address that leads to this list is for."""
    found = addresses.target_of(recipient) or addresses.Target(slug=row.slug)
    if found.key or found.slug == row.slug:
        return found
    return addresses.older_target(found.slug) or found
