"""Strict readers of environment variables: a wrong value ends in one sentence, never in a surprise."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(Exception):
    """A setting is missing or wrong; the message is a sentence for the person who set it."""


class Env:
    """Reads typed values from a mapping of environment variables."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, default: str | None = None) -> str:
        """The value of ``name``; raises SettingError when it is absent and has no default."""
        value = self.variables.get(name, "")
        if value:
            return value
        if default is None:
            raise SettingError(f"Il manque le réglage {name}. Donnez-lui une valeur, puis recommencez.")
        return default

    def flag(self, name: str, default: bool = False) -> bool:
        """``1``/``0`` (also true/false, yes/no, oui/non)."""
        value = self.variables.get(name, "").strip().lower()
        if not value:
            return default
        if value in {"1", "true", "yes", "oui", "on"}:
            return True
        if value in {"0", "false", "no", "non", "off"}:
            return False
        raise SettingError(f"Le réglage {name} vaut « {value} ». Écrivez 1 (oui) ou 0 (non).")

    def integer(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.variables.get(name, "").strip()
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise SettingError(f"Le réglage {name} vaut « {value} ». Écrivez un nombre entier.") from None

    def words(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """A list separated by commas."""
        value = self.variables.get(name, "")
        return [part.strip() for part in value.split(",") if part.strip()] or list(default)

    def folder(self, name: str, default: Path) -> Path:
        """A folder's path; relative paths are taken from the current folder."""
        return Path(self.variables.get(name) or default).expanduser().resolve()

    def database(self, name: str = "DATABASE_URL") -> dict[str, object]:
        """Django's description of the PostgreSQL at ``postgres://user:password@host:port/name?option=value``.

        Raises SettingError when the address is not one of PostgreSQL or lacks a database name.
        """
        address = self.text(name)
        parts = urlsplit(address)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise SettingError(
                f"Le réglage {name} doit commencer par postgres:// : Commun ne travaille qu’avec PostgreSQL."
            )
        query = dict(parse_qsl(parts.query))
        try:
            port = parts.port
        except ValueError:
            raise SettingError(f"Le port donné dans {name} n’est pas un nombre entre 1 et 65535.") from None
        database = unquote(parts.path.lstrip("/"))
        if not database:
            raise SettingError(f"Le réglage {name} ne nomme pas de base : ajoutez /nom_de_la_base à la fin.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
            "PORT": str(port or query.pop("port", "") or ""),
            "OPTIONS": query,
        }
