"""Which tables go with a group, found by looking at the models: a new table cannot be forgotten.

What stays is named here with its reason; a house test holds the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from commun.core.scope import TenantModel

# Tables of a group that do not leave with it, each with its reason.
STAYS: Final = {
    "core.FileText": "the words of files are read again where the group arrives",
    "core.ReplyKey": "keys of answers by mail: they open this site only",
    "core.SearchDocument": "the search reads everything again where the group arrives",
    "core.SearchState": "the search reads everything again where the group arrives",
    "core.SearchWord": "the search reads everything again where the group arrives",
    "exchange.AddressTrouble": "how mail from this site reaches an address; the next site will see for itself",
    "exchange.Delivery": "letters on their way: this site has sent them or will",
    "exchange.FeedAddress": "secret addresses of this site; each person makes theirs again",
    "exchange.MailReturn": "returns of letters that this site sent",
    "exchange.Webhook": "other programs, with a shared secret: both sites would call them; they are set again",
    "exchange.WebhookAttempt": "what was tried towards other programs",
    "exchange.WebhookMessage": "what waits for other programs",
    "governance.BodyLink": "it names another group",
    "governance.CalendarToken": "secret addresses of this site; each person makes theirs again",
    "governance.WaitingBallot": "secret ballots of a vote that is open: the group leaves once it is closed",
    "value.CreditCode": "codes by which other groups of this site reach a member",
    "value.CreditTrust": "it names another group of this site; where the group arrives, that one is not",
}
# While one row of these is there, the group does not leave.
MUST_BE_EMPTY: Final = ("governance.WaitingBallot",)
# Secret words by which a link opens: empty in the file, made anew where the group arrives, so that old links are dead.
SECRETS: Final = {"exchange.Subscription": ("token",), "governance.Invitation": ("token_digest",)}
# Tables whose own numbers nothing but a foreign key ever says: they are counted from one in the file.
COUNTED: Final = ("core.Fact", "core.FactWords")
# Rows that all groups share, of which a card goes along: by what they are known again, and what the card holds.
SHARED: Final = {
    "governance.Facilitator": ("ref", ("ref", "person", "words", "limits", "since", "withdrawn_at")),
    "people.LegalEntity": ("siren", ("siren", "name", "kind", "town")),
    "tenders.Notice": ("ref", ()),
    "tenders.PastAward": ("key", ()),
}
# Of a shared row, these say nothing to the group: derived, or about rows that do not go along.
NOT_ON_CARDS: Final = ("id", "search", "notice_id")
PERSON: Final = "people.Person"
ENTITY: Final = "people.LegalEntity"
# Of somebody who only acted there once (an operator, a guest): their name. Of members, how to reach them too.
NAME_ONLY: Final = ("ref", "name", "sort_key", "language", "time_zone", "is_active", "joined_at", "erased_at")
OF_MEMBERS: Final = (
    *NAME_ONLY, "email", "trade", "bio", "town", "legal_entity_id", "digest_rhythm", "digest_hour",
)  # fmt: skip
MEMBERSHIPS: Final = "governance.Membership"
# How tables of this floor, which stands below the people, name a person.
PERSON_COLUMNS: Final = ("person_id", "resolver_id", "decider_id")
# Columns that end like a reference and are none.
NO_REFERENCE: Final = ("source_id", "content_id", "message_id")


@dataclass(frozen=True)
class Table:
    """One table of the file: its model, how its rows are found by space, its columns."""

    label: str
    model: type[models.Model]
    by_space: str
    columns: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Rows are counted from one in the file instead of keeping their number."""
        return self.label in COUNTED

    @property
    def number(self) -> str:
        """The column of the row's own number; empty for rows that have none to keep."""
        key = self.model._meta.pk
        return key.attname if key is not None and key.attname in self.columns else ""

    def field(self, column: str) -> "models.Field[Any, Any]":
        """The field that a column belongs to."""
        return next(field for field in self.model._meta.concrete_fields if field.attname == column)

    def target(self, column: str) -> type[models.Model] | None:
        """The model that a column points to."""
        found = self.field(column).related_model
        return found if isinstance(found, type) else None

    def rows(self, space_id: int) -> Any:
        """The rows of one space, in the order of their numbers."""
        key = self.number or self.columns[0]
        order = [key] if self.number else list(self.columns) or [key]
        return self.model._base_manager.filter(**{self.by_space: space_id}).order_by(*order)


def carried() -> list[Table]:
    """Every table that leaves with a group, in a stable order."""
    found = [table for model in apps.get_models() for table in _of(model)]
    return sorted(found, key=lambda table: table.label)


def _of(model: type[models.Model]) -> Iterator[Table]:
    if not is_of_a_space(model) or model._meta.label in STAYS:
        return
    skipped = {"space_id"}
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in skipped and not isinstance(field, SearchVectorField)
    ]
    yield Table(model._meta.label, model, "space_id", tuple(columns))
    for many in model._meta.local_many_to_many:
        through: Any = many.remote_field.through
        if through._meta.auto_created:
            pair = (many.m2m_column_name(), many.m2m_reverse_name())
            yield Table(through._meta.label, through, f"{many.m2m_field_name()}__space_id", pair)


def is_of_a_space(model: type[models.Model]) -> bool:
    """A table of a group, or the one row of a space (what kind of body it is, the end of its chain)."""
    key = model._meta.pk
    return issubclass(model, TenantModel) or (key is not None and key.name == "space")


def shared_columns(label: str) -> tuple[str, ...]:
    """What the card of a shared row holds."""
    chosen = SHARED[label][1]
    model = apps.get_model(label)
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in NOT_ON_CARDS]
    return tuple(column for column in columns if not chosen or column.removesuffix("_id") in chosen)


def secrets_of(label: str) -> tuple[str, ...]:
    """Columns that are empty in the file."""
    return SECRETS.get(label, ())
