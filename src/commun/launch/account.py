"""The account under which PostgreSQL runs: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commun.launch.errors import Stop


@dataclass(frozen=True)
class Account:
    """An unprivileged account; `None` where the launcher's own account will do."""

    name: str
    uid: int
    gid: int

    def can(self, path: Path, right: str) -> bool:
        """Tell whether this account can reach the path with the right "r", "w" or "x"."""
        done = subprocess.run(
            ["/bin/sh", "-c", f'test -{right} "$1"', "sh", str(path)], check=False, cwd="/", **options(self)
        )
        return done.returncode == 0


def options(account: Account | None) -> dict[str, Any]:
    """Return the arguments of subprocess that start a child under the account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def own(path: Path, account: Account | None) -> None:
    """Give the path to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def for_children(data: Path) -> Account | None:
    """Return the account for the server of this data folder.

    None for an ordinary user. For root: the owner of existing data, else `postgres`, else `nobody`.
    """
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise Stop(
                f"la base de données « {data} » appartient à un autre compte que le vôtre. "
                "Relancez avec le compte qui l'a créée (ou root), ou donnez un autre dossier dans COMMUN_VAR."
            )
        return None
    if data.exists() and data.stat().st_uid != 0:
        status = data.stat()
        return Account(f"uid {status.st_uid}", status.st_uid, status.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Stop(
        "PostgreSQL refuse de tourner sous root et cette machine n'a ni compte « postgres » ni compte « nobody ». "
        "Relancez avec un compte ordinaire, ou donnez l'adresse d'un serveur dans DATABASE_URL."
    )
