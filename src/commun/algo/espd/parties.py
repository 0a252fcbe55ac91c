"""Who answers, with whom, to whom, for what."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """The place of an entity in an answer (code list ``eo-role-type``)."""

    ALONE = "sole-tenderer"
    LEAD = "group-lead"
    MEMBER = "group-mem"
    RELIED_UPON = "oeron"
    SUBCONTRACTOR = "subcont"


class Size(Enum):
    """The size of an entity (code list ``economic-operator-size``)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True)
class Entity:
    """The legal entity that answers; ``first_name``, ``family_name``: of who binds it."""

    name: str
    siren: str
    size: Size
    street: str = ""
    postcode: str = ""
    town: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    first_name: str = ""
    family_name: str = ""
    country: str = "FRA"


@dataclass(frozen=True)
class Buyer:
    """The contracting authority."""

    name: str
    identifier: str = ""
    town: str = ""
    country: str = "FRA"


@dataclass(frozen=True)
class Procedure:
    """What is answered: the buyer's reference, the object, one lot (LOT-0000: the whole)."""

    reference: str
    title: str
    buyer: Buyer
    lot: str = "LOT-0000"


@dataclass(frozen=True)
class Partner:
    """Another entity of the answer."""

    name: str
    siren: str


@dataclass(frozen=True)
class Team:
    """The place of the entity, and the others: members of the group, those relied upon, subcontractors."""

    role: Role
    name: str = ""
    others: tuple[Partner, ...] = ()
    relied_upon: tuple[Partner, ...] = ()
    subcontractors: tuple[Partner, ...] = ()


@dataclass(frozen=True)
class Issue:
    """What makes this file itself: an identifier of its own (a UUID), the moment it is made, aware."""

    uuid: str
    at: dt.datetime
