"""Gates that are commands: migrations are current, contracts hold."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_migrations_are_current() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_have_names_in_words() -> None:
    names = [path.stem for path in (ROOT / "src").rglob("migrations/0*.py")]
    assert [name for name in names if "auto" in name or name.endswith("_initial")] == []


def test_import_contracts_hold() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
