"""Where things are: the clone, its data folder, its virtual environment, and the settings of the launcher."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commun.launch.errors import Stop


@dataclass(frozen=True)
class Place:
    """The folders of one clone.

    `var` holds everything that is not code; `given_venv` is an environment that somebody else keeps
    (COMMUN_VENV): it is used as it is, and nothing is installed into it.
    """

    root: Path
    var: Path
    given_venv: Path | None
    settings: Mapping[str, str]

    @classmethod
    def of(cls, root: str | Path, settings: Mapping[str, str] | None = None) -> Place:
        """Read the place from the environment variables."""
        env = dict(os.environ if settings is None else settings)
        base = Path(root).resolve()
        var = Path(env.get("COMMUN_VAR") or base / "var")
        given = env.get("COMMUN_VENV")
        return cls(base, var if var.is_absolute() else base / var, Path(given).absolute() if given else None, env)

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def files(self) -> Path:
        return self.var / "files"

    @property
    def database_url(self) -> str:
        return self.settings.get("DATABASE_URL", "").strip()

    def prepare(self) -> None:
        """Create the data folder; refuse with a sentence if it cannot be written."""
        for folder in (self.var, self.logs, self.files, self.var / "static"):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError):
                raise Stop(
                    f"« {folder} » est un fichier, or il faut un dossier à cet endroit pour les données. "
                    "Déplacez ce fichier ou donnez un autre dossier dans COMMUN_VAR."
                ) from None
            except OSError as problem:
                raise self._unwritable(folder, problem) from None
        probe = self.var / f".essai-{secrets.token_hex(4)}"
        try:
            probe.touch()
            probe.unlink()
        except OSError as problem:
            raise self._unwritable(self.var, problem) from None

    def _unwritable(self, folder: Path, problem: OSError) -> Stop:
        return Stop(
            f"impossible d'écrire dans le dossier de données « {folder} » ({problem.strerror}). "
            "Changez ses droits, relancez avec le compte qui l'a créé, ou donnez un autre dossier dans COMMUN_VAR."
        )

    def secret_key(self) -> str:
        """Return the signing key of this installation, made once and readable by its owner only."""
        if given := self.settings.get("COMMUN_SECRET_KEY"):
            return given
        path = self.var / "secret_key"
        if not (path.exists() and path.stat().st_size):
            draft = self.var / f".secret_key-{secrets.token_hex(4)}"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            draft.replace(path)
        return path.read_text().strip()

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a child process that runs the application.

        The variable that forbids compiled files is dropped: without them each start compiles Django anew.
        """
        env = {name: value for name, value in self.settings.items() if name != "PYTHONDONTWRITEBYTECODE"}
        paths = [str(self.root / "src"), env.get("PYTHONPATH", "")]
        env |= {
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "PYTHONUTF8": "1",
            "COMMUN_VAR": str(self.var),
            "COMMUN_SECRET_KEY": self.secret_key(),
        }
        return env | more
