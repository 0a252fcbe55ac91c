"""The editor that is committed is the one that its sources make; it is small enough, and asks nothing of others."""

import hashlib
import json
import re

from tests.house.test_structure import PACKAGE, ROOT

EDITOR = ROOT / "editor"
BUNDLE = PACKAGE / "ui" / "static" / "ui" / "editor" / "editor.js"


def test_the_bundle_was_built_from_these_sources() -> None:
    """The hash of build.mjs; when this fails: cd editor && npm ci && npm run build."""
    names = ["build.mjs", "package-lock.json", "package.json"]
    names += [f"src/{path.name}" for path in sorted((EDITOR / "src").iterdir())]
    found = hashlib.sha256()
    for name in names:
        found.update(name.encode() + b"\0" + (EDITOR / name).read_bytes() + b"\0")
    with BUNDLE.open() as lines:
        told = re.search(r"sources sha256 ([0-9a-f]{64})", next(lines))
    assert told
    assert told[1] == found.hexdigest()


def test_the_bundle_is_light_and_names_no_registry() -> None:
    assert BUNDLE.stat().st_size <= 600_000
    lock = (EDITOR / "package-lock.json").read_text()
    assert "http" not in lock
    assert "eval(" not in BUNDLE.read_text()


def test_all_of_tiptap_has_one_version() -> None:
    wanted = json.loads((EDITOR / "package.json").read_text())["dependencies"]
    assert {version for name, version in wanted.items() if name.startswith("@tiptap/") and "y-tiptap" not in name} == {
        "3.31.3"
    }
    packages = json.loads((EDITOR / "package-lock.json").read_text())["packages"]
    assert [name for name in packages if name.endswith("/yjs")] == ["node_modules/yjs"]
