"""The whole house's test bench: the database as the application sees it, the clock, and the three people."""

import datetime as dt
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as examples

from commun.core import clock, dbrole
from tests.support import emptied, world
from tests.support.client import GateClient
from tests.support.replay import Replay

# Files that last minutes start first, in this order, so that no core waits for the last one (`--dist loadfile`).
# The clone counts its seconds: its neighbour needs one core only, not a browser.
LONGEST = ("launch/test_clone.py", "house/test_policy_matrix.py", "a11y/test_pages.py", "tenders/test_matching.py",
           "tenders/test_import.py", "house/test_demo.py", "matching/test_evaluation.py")  # fmt: skip
NOON = dt.datetime(2026, 11, 16, 11, 0, tzinfo=dt.UTC)
# A loaded machine must not decide: an example may take the time it takes.
examples.register_profile("house", deadline=None)
examples.load_profile("house")
TransactionTestCase._fixture_teardown = emptied.empty


def pytest_collection_finish() -> None:
    """What was imported and collected stays: Python's collector does not look at it again after each test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the others stay in the order drawn."""
    items.sort(key=lambda item: next((rank for rank, one in enumerate(LONGEST) if str(item.path).endswith(one)), 99))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Leave the owner's powers once the tables stand; take them back to drop the database."""
    with django_db_blocker.unblock():
        settings.DATABASE_OWNER = False
        connection.close()
    yield
    settings.DATABASE_OWNER = True
    with django_db_blocker.unblock():
        connection.close()
        with connection.cursor() as cursor:
            # Threads of workers under test may still hold a connection: the database could not be dropped.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def _files_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files that tests keep lie in a folder of their own."""
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("var") / "files")


@pytest.fixture(scope="session", autouse=True)
def _no_thread_outlives_its_test() -> None:
    """The corpus of notices is laid out by whoever asks for it: a thread would read while another test is running."""
    from commun.tenders.queries import corpus

    corpus._in_background = corpus._renewing.clear  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _stopped_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is always Monday 16 November 2026, noon in Paris, unless the test is marked ``real_clock``."""
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    with clock.stopped(NOON):
        yield


@pytest.fixture(autouse=True)
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sentences are French, as members read them, unless the test is marked ``english``: then they are the msgids."""
    language = "en" if request.node.get_closest_marker("english") else "fr"
    with translation.override(language):
        yield


@pytest.fixture
def queue(transactional_db: None) -> None:
    """An empty queue of jobs (its tables are not Django's to empty)."""
    with dbrole.as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def data() -> Path:
    """The folder of real data for evaluation; the test is skipped where it is absent."""
    folder = Path(os.environ.get("COMMUN_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("real data are not here: set COMMUN_DATA to the folder shared/data")
    return folder


@pytest.fixture
def client() -> GateClient:
    """A browser without JavaScript whose every page passes the HTML gate."""
    return GateClient()


@pytest.fixture
def group(db: None) -> world.Group:
    """The collective « Démarches participatives »: Alice (facilitator) and Bob are in it, Chloé is outside."""
    return world.make_group()


@pytest.fixture
def told_ten_times(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """N1: each letter of the test is told ten times, and leaves once."""
    replay = Replay()
    replay.watch(monkeypatch)
    yield
    replay.assert_ways_out()


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences as they are in the code, whatever the catalogues hold."""
    with translation.override("en"):
        yield
