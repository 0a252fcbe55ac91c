"""The papers of the house: they are here, they lead somewhere, and they say what was promised."""

import re
from pathlib import Path

import pytest

from tests.house.test_structure import PACKAGE, ROOMS, ROOT

PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *PACKAGE.glob("*/README.md")])
COMMANDS = ("run", "test", "worker", "backup", "restore", "bench")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_paper_leads_to_a_file(paper: Path) -> None:
    text = paper.read_text()
    links = [*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'(?:src|href)="([^"]+)"', text)]
    inside = [link.partition("#")[0] for link in links if not re.match(r"https?:|mailto:|#|/", link)]
    assert [link for link in inside if not (paper.parent / link).exists()] == []


def test_the_readme_speaks_french_then_english_and_shows_the_two_commands_and_the_rooms() -> None:
    french, english = (ROOT / "README.md").read_text().split("\n## In English\n")
    for command in COMMANDS:
        assert f"./commun {command}" in french, command
        assert f"./commun {command}" in english, command
    assert re.search(r"<img src=\"docs/images/[\w-]+\.png\" alt=\"[^\"]+\"", french)
    for text in (french, english):
        assert "import_notices" in text
        assert "fetch_notices" in text
    assert [room for room in ROOMS if f"(src/commun/{room}/README.md)" not in english] == []


@pytest.mark.parametrize("folder", ["guide", "operate"])
def test_each_folder_of_papers_has_a_front_page_that_names_them_all(folder: str) -> None:
    front = (ROOT / "docs" / folder / "README.md").read_text()
    others = [path.name for path in (ROOT / "docs" / folder).glob("*.md") if path.name != "README.md"]
    assert len(others) >= 4
    assert [name for name in others if f"({name})" not in front] == []


def test_operators_read_of_every_command_of_the_script() -> None:
    from commun.launch.cli import COMMANDS as script

    written = "\n".join(path.read_text() for path in (ROOT / "docs" / "operate").glob("*.md"))
    assert [name for name in script if f"./commun {name}" not in written] == []
