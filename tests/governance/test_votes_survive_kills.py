"""No acknowledged ballot nor transfer is lost when the database, the web or the worker is killed.

``./commun bench votes`` kills 100 times.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import chaos


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's account can enter."""
    top = Path(tempfile.mkdtemp(prefix="commun-chaos-"))
    top.chmod(0o755)
    yield top
    shutil.rmtree(top, ignore_errors=True)


@pytest.mark.slow
def test_no_acknowledged_ballot_nor_transfer_is_lost(folder: Path) -> None:
    found = chaos.run(folder, kills=6)
    assert all(found.kills.values()), found.kills
    assert min(found.acknowledged, found.moved) >= 15
    assert found.lost == found.book == []
