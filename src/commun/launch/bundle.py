"""Reading a backup file, with distrust: it may be cut, altered, or no backup at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tarfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from commun.launch.errors import Stop

FORMAT = 1


def digest_of(source: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with source.open("rb") as file:
        return _digest(file)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


@dataclass(frozen=True)
class Bundle:
    """A backup whose manifest could be read."""

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def opened(cls, path: Path) -> Bundle:
        """Read the manifest and check every digest, before anything is touched."""
        if not path.is_file():
            raise Stop(f"la sauvegarde « {path} » n'existe pas. Vérifiez le nom du fichier.")
        try:
            manifest = _manifest(path)
            _check(path, manifest)
        except (tarfile.TarError, OSError, ValueError, KeyError, TypeError, EOFError):
            raise Stop(
                f"« {path} » n'est pas une sauvegarde de Commun, ou elle est abîmée. Prenez-en une autre."
            ) from None
        if manifest["format"] != FORMAT:
            raise Stop("cette sauvegarde vient d'une version plus récente de Commun : mettez d'abord Commun à jour.")
        return cls(path, manifest)

    def extract(self, folder: Path, files: Path) -> Path:
        """Write the dump and the key into `folder`, the members' files into `files`; return the dump's path."""
        for name, stream in _members(self.path):
            target = files / name.removeprefix("files/") if name.startswith("files/") else folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(stream, file)
        return folder / "database.dump"


def _members(path: Path) -> Generator[tuple[str, IO[bytes]], None, None]:
    """Yield each plain file of the archive; a name that leads elsewhere is refused."""
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            if name.is_absolute() or ".." in name.parts or not member.isfile():
                raise ValueError(member.name)
            stream = tar.extractfile(member)
            if stream is not None:
                yield member.name, stream


def _manifest(path: Path) -> dict[str, Any]:
    with contextlib.closing(_members(path)) as members:
        name, stream = next(members)
        if name != "manifest.json":
            raise ValueError(name)
        manifest = json.load(stream)
    if not isinstance(manifest, dict):
        raise TypeError
    return manifest


def _check(path: Path, manifest: dict[str, Any]) -> None:
    """Compare every member with the manifest's digests."""
    missing = {"database.dump": manifest["database"]}
    missing |= {f"files/{name}": digest for name, digest in manifest["files"].items()}
    for name, stream in _members(path):
        digest = _digest(stream)
        if name in ("manifest.json", "secret_key"):
            continue
        if missing.pop(name, None) != digest:
            raise ValueError(name)
    if missing:
        raise KeyError(next(iter(missing)))
