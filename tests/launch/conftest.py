"""Folders and servers for the launcher's tests. They need no Django database."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commun.launch import postgres
from commun.launch.place import Place


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's account can enter, with a space and accents in its name."""
    top = Path(tempfile.mkdtemp(prefix="commun-test-"))
    top.chmod(0o755)
    inner = top / "été à la mer"
    inner.mkdir()
    yield inner
    shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def place(folder: Path) -> Place:
    """A place whose data are in the temporary folder, with the environment that runs the tests."""
    wish = os.environ.get("COMMUN_POSTGRES", "")
    made = Place.of(folder, {"COMMUN_VENV": sys.prefix, "PATH": os.environ["PATH"], "COMMUN_POSTGRES": wish})
    made.prepare()
    return made


@pytest.fixture
def cluster(place: Place) -> Iterator[postgres.Use]:
    """Our own PostgreSQL, stopped at the end whatever the test did to it."""
    use = postgres.of(place, Path(sys.prefix))
    yield use
    use.cluster.stop()
