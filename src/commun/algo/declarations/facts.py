"""What the forms are filled from. Amounts are whole cents, excluding tax; empty words are not known."""

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """How the candidates answer together."""

    SOLE = "sole"
    JOINT = "joint"
    JOINT_SOLIDARY_LEAD = "joint_solidary_lead"
    SOLIDARY = "solidary"


@dataclass(frozen=True)
class Contract:
    """What the buyer asks.

    ``lots``: number and title of each lot answered, none: the whole; ``publication``: number of the notice published.
    """

    buyer: str
    title: str
    reference: str = ""
    buyer_address: str = ""
    lots: tuple[tuple[str, str], ...] = ()
    publication: str = ""


@dataclass(frozen=True)
class Share:
    """A task that an entity takes, and its price."""

    task: str
    cents: int | None = None


@dataclass(frozen=True)
class Party:
    """A legal entity. ``turnovers``: year and amount; ``is_small``: micro, small or medium-sized."""

    name: str
    siren: str
    legal_form: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    email: str = ""
    phone: str = ""
    representative: str = ""
    capacity: str = ""
    headcount: int | None = None
    is_small: bool | None = None
    turnovers: tuple[tuple[int, int], ...] = ()
    insurance: str = ""
    references: tuple[str, ...] = ()
    means: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """On one line."""
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.town}".strip()) if part)


@dataclass(frozen=True)
class Member:
    """A candidate with its share of the services."""

    party: Party
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Subcontract:
    """What a subcontractor does for a candidate. ``months``: how long (asked since January 2024)."""

    subcontractor: Party
    holder: Party
    shares: tuple[Share, ...] = ()
    months: int | None = None
    has_personal_data: bool | None = None
    bank: str = ""
