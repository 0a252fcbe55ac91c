"""Verbs of joint brands: open one, write its rules, work under it, say who may sign."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.journal import brands as facts
from commun.bids.models import Brand, BrandPart
from commun.bids.policies import brands as policies
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership

LONGEST_NAME, LONGEST_WORDS = 120, 4000


@dataclass(frozen=True)
class BrandSheet:
    """What is written on a brand."""

    name: str
    offer: str
    rules: str


@transaction.atomic
def open_brand(*, by: Membership, sheet: BrandSheet) -> Brand:
    """Open a joint brand; who opens it works under it. Raises Refused."""
    journal.hold(by.space)
    refuse_unless_awake(by, by.space_id)
    brand = Brand(space=by.space, opened_by=by, opened_at=clock.now())
    _write(brand, sheet)
    brand.save()
    _tell(by, facts.OPENED, brand)
    _enter(by, brand)
    return brand


@transaction.atomic
def change_brand(*, by: Membership, brand: Brand, sheet: BrandSheet) -> Brand:
    """Correct it. Other rules make a new edition, that each accepts for themselves. Raises Refused."""
    held = _held(by, brand)
    before = held.rules
    _write(held, sheet)
    is_new = held.rules != before
    held.edition += is_new
    held.save()
    _tell(by, facts.RULES_CHANGED if is_new else facts.CHANGED, held, edition=held.edition)
    if is_new:
        _enter(by, held)
    return held


@transaction.atomic
def join_brand(*, by: Membership, brand: Brand, edition: int) -> BrandPart:
    """Accept the rules as one read them, and work under the brand. Twice is once.

    Raises Refused when the rules changed meanwhile.
    """
    refuse_unless_awake(by, brand.space_id)
    held = _locked(brand)
    if edition != held.edition:
        raise Refused(_("The rules changed meanwhile: read them again."))
    return _enter(by, held)


@transaction.atomic
def leave_brand(*, by: Membership, brand: Brand) -> None:
    """Work under it no more. Raises Refused for who does not."""
    held = _locked(brand)
    with scope.use(held.space_id):
        part = BrandPart.objects.filter(brand=held, membership=by, left_on=None).first()
    if part is None:
        raise Refused(_("You do not work under this brand."))
    part.left_on, part.may_sign, part.signer_said_by = clock.today(), False, None
    part.save(update_fields=["left_on", "may_sign", "signer_said_by"])
    _tell(by, facts.LEFT, held)


@transaction.atomic
def say_signer(*, by: Membership, part: BrandPart, may_sign: bool) -> BrandPart:
    """Say that somebody else may sign in its name, or no longer; one takes it from oneself, never gives it.

    Raises Refused.
    """
    held = _held(by, part.brand)
    with scope.use(held.space_id):
        row = BrandPart.objects.select_related("space", "membership__person").get(pk=part.pk)
    if row.left_on is not None or (may_sign and row.edition != held.edition):
        raise Refused(_("Those who accepted the rules of today may sign."))
    if may_sign and row.membership_id == by.pk:
        raise Refused(_("Somebody else of the brand says that you may sign."))
    row.may_sign, row.signer_said_by = may_sign, by if may_sign else None
    row.save(update_fields=["may_sign", "signer_said_by"])
    _tell(by, facts.SIGNER_SAID, held, person=row.membership.person_id, may_sign=may_sign)
    return row


def release(membership: Membership) -> None:
    """Who leaves the group works under none of its brands."""
    with scope.use(membership.space_id):
        brands = list(Brand.objects.filter(parts__membership=membership, parts__left_on=None).select_related("space"))
    for brand in brands:
        leave_brand(by=membership, brand=brand)


def _write(brand: Brand, sheet: BrandSheet) -> None:
    brand.name = one_line(sheet.name, LONGEST_NAME)
    brand.offer, brand.rules = as_written(sheet.offer, LONGEST_WORDS), as_written(sheet.rules, LONGEST_WORDS)
    if not (brand.name and brand.offer and brand.rules):
        raise Refused(_("A brand has its name, what it offers and its rules of use."))
    with scope.use(brand.space_id):
        if Brand.objects.filter(name__iexact=brand.name).exclude(pk=brand.pk).exists():
            raise Refused(_("The group has a brand of this name already."))


def _enter(by: Membership, brand: Brand) -> BrandPart:
    with scope.use(brand.space_id):
        part = BrandPart.objects.filter(brand=brand, membership=by).first()
    if part is None:
        part = BrandPart(space_id=brand.space_id, brand=brand, membership=by, since=clock.today())
    elif part.left_on is None and part.edition == brand.edition:
        return part
    elif part.left_on is not None:
        part.since = clock.today()
    part.left_on, part.edition = None, brand.edition
    part.save()
    _tell(by, facts.JOINED, brand, edition=brand.edition)
    return part


def _held(by: Membership, brand: Brand) -> Brand:
    refuse_unless_awake(by, brand.space_id)
    held = _locked(brand)
    if not policies.works_under(by, held):
        raise Refused(_("Those who work under the brand write on it."))
    return held


def _locked(brand: Brand) -> Brand:
    journal.hold(brand.space)
    with scope.use(brand.space_id):
        return Brand.objects.select_for_update(of=("self",)).select_related("space").get(pk=brand.pk)


def _tell(by: Membership, fact: str, brand: Brand, **data: int | bool) -> None:
    journal.record(fact, space=by.space, actor=self_of(by), about=(facts.BRAND, brand.ref), data=data)
