"""Questions about many rows of one table."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

if TYPE_CHECKING:
    from commun.people.models import Person


class PersonQuerySet(models.QuerySet["Person"]):
    """People."""

    def present(self) -> "PersonQuerySet":
        """Those who were not erased."""
        return self.filter(erased_at=None)


class PersonManager(BaseUserManager["Person"]):
    """Creates people; Django's account machinery looks them up by address here."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """A person who can sign in; called by actions.register_person and by the account library."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person
