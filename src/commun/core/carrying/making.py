"""The second half of bringing a group in: rows, files, and the proof that nothing was lost on the way."""

import secrets
from typing import Any, Final, cast

from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, files, journal, scope
from commun.core.carrying.reading import ODD, SAID_MOST, Parcel, by_lots, damaged, is_to_fill, look, value_of
from commun.core.carrying.tables import COUNTED, ENTITY, PERSON, SHARED, Table, secrets_of
from commun.core.errors import Refused
from commun.core.models import KeptFile, Space
from commun.core.registries import group_checks

AT_ONCE: Final = 500
# Their person must be there first.
AFTER_PEOPLE: Final = ("governance.Facilitator",)


@transaction.atomic
def make(parcel: Parcel) -> Space:
    """Make the group of the file. Raises Refused when anything stands in the way, and then nothing was made."""
    plan = look(parcel)
    if plan.troubles:
        raise Refused(" ".join(plan.troubles[:SAID_MOST]))
    try:
        with transaction.atomic(), scope.everywhere("a group comes in; what it points to may be anywhere"):
            space = _make_space(parcel)
            numbers = _Numbers(parcel)
            _make_people(parcel, numbers)
            for table in parcel.tables:
                _make_rows(parcel, table, space, numbers)
            connection.check_constraints()
            _count_on(parcel)
            _check_within(parcel, space)
    except (IntegrityError, DataError, *ODD) as error:
        raise Refused(_("What this file holds does not fit with what is here: nothing was done.")) from error
    with scope.use(space):
        if set(KeptFile.objects.values_list("digest", flat=True)) != {*parcel.files, *parcel.lost}:
            raise Refused(damaged())
    for digest in parcel.files:
        with parcel.zip.open(f"files/{digest}") as source:
            files.put_back(space.pk, cast(Any, source))
    with scope.use(space):
        altered = bool(journal.verify(space)) or any(not is_whole(space) for is_whole in group_checks)
    if altered:
        raise Refused(_("The journal or the accounts of this group were altered: nothing was done."))
    return space


def _make_space(parcel: Parcel) -> Space:
    house = parcel.manifest.get("house")
    taken = Space.objects.filter(Q(pk=house) | Q(slug=journal.HOUSE_SLUG))
    if isinstance(house, int) and house != parcel.space["number"] and not taken.exists():
        # A new site: its house has the number of the other one, so that no group of that one ever meets it.
        name, kind = "La maison", Space.Kind.HOUSE
        Space.objects.create(pk=house, slug=journal.HOUSE_SLUG, name=name, kind=kind, created_at=clock.now())
    values = {"id" if name == "number" else name: value for name, value in parcel.space.items()}
    fields = {one.attname: one for one in Space._meta.concrete_fields}
    return Space.objects.create(**{name: value_of(fields[name], value) for name, value in values.items()})


class _Numbers:
    """Numbers here of what the file counts from one: facts, and cards of what groups share."""

    def __init__(self, parcel: Parcel) -> None:
        self.ids: dict[str, list[int]] = {}
        for table in parcel.tables:
            if table.label in COUNTED:
                self.ids[table.label] = _next(table.model, parcel.count(table))
        for label in SHARED:
            self.ids[label] = [] if label in AFTER_PEOPLE else _make_cards(parcel, label)

    def of(self, label: str, number: Any) -> Any:
        """The number here."""
        if number is None or label not in self.ids:
            return number
        if not isinstance(number, int) or not 0 < number <= len(self.ids[label]):
            raise Refused(damaged())
        return self.ids[label][number - 1]


def _next(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _make_cards(parcel: Parcel, label: str) -> list[int]:
    """The rows that groups share, found by what they are known by or made; their ids here, in the order of the file."""
    model, (key, _chosen) = apps.get_model(label), SHARED[label]
    fields = {one.attname: one for one in model._meta.concrete_fields}
    ids: list[int] = []
    for some in by_lots(AT_ONCE, parcel.cards(label)):
        known = dict(model._base_manager.filter(**{f"{key}__in": [one[key] for one in some]}).values_list(key, "pk"))
        fresh = [
            model(**{name: value_of(fields[name], value) for name, value in card.items() if name != "number"})
            for card in some
            if card[key] not in known
        ]
        known |= {getattr(one, key): one.pk for one in model._base_manager.bulk_create(fresh)}
        ids += [known[card[key]] for card in some]
    return ids


def _make_people(parcel: Parcel, numbers: _Numbers) -> None:
    """Those who are not here: no password, no key, no session; they enter by a code sent to their address.

    Who came as a name only, with a group that they had left, gets the rest of their card with one where they are.
    """
    model = apps.get_model(PERSON)
    fields = {one.attname: one for one in model._meta.concrete_fields}
    for some in by_lots(AT_ONCE, parcel.people()):
        here = model._base_manager.in_bulk([card["number"] for card in some])
        fresh = []
        for card in some:
            known = here.get(card["number"])
            if known is not None and not is_to_fill(known, card):
                continue
            values = {name: value_of(fields[name], value) for name, value in card.items() if name != "number"}
            values["legal_entity_id"] = numbers.of(ENTITY, card.get("legal_entity_id"))
            if known is not None:
                model._base_manager.filter(pk=known.pk).update(**values)
                continue
            person: Any = model(pk=card["number"], **values)
            person.set_unusable_password()
            fresh.append(person)
        model._base_manager.bulk_create(fresh)
    for label in AFTER_PEOPLE:
        numbers.ids[label] = _make_cards(parcel, label)


def _make_rows(parcel: Parcel, table: Table, space: Space, numbers: _Numbers) -> None:
    fields = {column: table.field(column) for column in table.columns}
    labels = {column: _label(table, column) for column in table.columns}
    owner = {"space_id": space.pk} if table.by_space == "space_id" else {}
    hidden = secrets_of(table.label)
    for some in by_lots(AT_ONCE, parcel.rows(table)):
        made = []
        for row in some:
            values = {
                column: _secret(fields[column])
                if column in hidden
                else value_of(fields[column], numbers.of(labels[column], value))
                for column, value in row.items()
            }
            made.append(table.model(**owner, **values))
        table.model._base_manager.bulk_create(made)


def _label(table: Table, column: str) -> str:
    if table.is_counted and column == table.number:
        return table.label
    target = table.target(column)
    return target._meta.label if target else ""


def _secret(field: "models.Field[Any, Any]") -> str:
    return secrets.token_hex(32)[: field.max_length]


def _count_on(parcel: Parcel) -> None:
    """New rows will take numbers after those that came."""
    people = apps.get_model(PERSON)
    models_here: list[type[models.Model]] = [Space, people, *(table.model for table in parcel.tables)]
    for model in models_here:
        key = model._meta.pk
        if isinstance(key, models.AutoField | models.BigAutoField):
            name = connection.ops.quote_name(model._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, key.column])
                (sequence,) = cursor.fetchone()
                cursor.execute(
                    f"SELECT setval(%s, greatest((SELECT max(id) FROM {name}), nextval(%s)))",  # noqa: S608
                    [sequence, sequence],
                )


def _check_within(parcel: Parcel, space: Space) -> None:
    """No row that came points into another group: a file written by hand could."""
    tables = {table.label for table in parcel.tables if table.by_space == "space_id"}
    for table in parcel.tables:
        for column in table.columns:
            target = table.target(column)
            if target is None or target._meta.label not in tables:
                continue
            name = table.field(column).name
            rows = table.model._base_manager.filter(**{table.by_space: space.pk, f"{name}__isnull": False})
            if rows.exclude(**{f"{name}__space_id": space.pk}).exists():
                raise Refused(damaged())
