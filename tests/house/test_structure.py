"""The walls of the house: sizes, doors, floors, papers."""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from commun.core.dbrole import append_only_tables
from commun.core.scope import ScopedManager, TenantModel

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "commun"
ROOMS = ("people", "governance", "tenders", "value", "bids", "exchange", "commons", "reflection")
# From the lowest floor to the highest; rooms on one line do not know each other.
FLOORS = (
    ("algo",), ("core",), ("ui",), ("people",), ("governance",), ("tenders", "value"), ("bids",),
    ("exchange", "commons"), ("reflection",), ("config",), ("launch",),
)  # fmt: skip
MAX_FILE, MAX_FUNCTION, MAX_FIELDS, MAX_TEMPLATE = 500, 60, 25, 150
# Each exception says why it is one.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
WIDE_MODELS: dict[str, str] = {}


def sources() -> Iterator[Path]:
    for folder in ("src", "tests", "tools", "benchmarks"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("commun.")]


def test_files_stay_small() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: size for name, size in long.items() if size > MAX_FILE and name not in LONG_FILES} == {}


def test_functions_stay_small() -> None:
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                name = f"{path.relative_to(ROOT)}::{node.name}"
                if size > MAX_FUNCTION and name not in LONG_FUNCTIONS:
                    long.append((name, size))
    assert long == []


def test_models_stay_narrow() -> None:
    wide = {
        model._meta.label: len(model._meta.concrete_fields)
        for model in our_models()
        if len(model._meta.concrete_fields) > MAX_FIELDS and model._meta.label not in WIDE_MODELS
    }
    assert wide == {}


def test_templates_stay_small() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.html")}
    assert {name: size for name, size in sizes.items() if size > MAX_TEMPLATE} == {}


def test_the_exceptions_are_still_needed() -> None:
    assert [name for name in LONG_FILES if not (ROOT / name).exists()] == []
    fields = {model._meta.label: len(model._meta.concrete_fields) for model in our_models()}
    assert [name for name in WIDE_MODELS if fields.get(name, 0) <= MAX_FIELDS] == []


def test_foreign_keys_never_point_upwards() -> None:
    floor = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
    upward = []
    for model in our_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or not target.__module__.startswith("commun."):
                continue
            mine, theirs = floor[model._meta.app_label], floor[target._meta.app_label]
            is_sibling = mine == theirs and model._meta.app_label != target._meta.app_label
            if theirs > mine or is_sibling:
                upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert upward == []


def test_every_package_has_its_floor() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == {room for rooms in FLOORS for room in rooms}


def test_a_tenant_table_is_scoped_and_its_unique_constraints_start_with_the_space() -> None:
    for model in our_models():
        if not any(field.name == "space" for field in model._meta.concrete_fields):
            continue
        if model._meta.get_field("space").one_to_one:
            continue  # one row per space: the body itself, its chain head
        assert issubclass(model, TenantModel), f"{model._meta.label} has a space but is not a TenantModel"
        assert isinstance(model._default_manager, ScopedManager), model._meta.label
        for constraint in model._meta.constraints:
            fields = getattr(constraint, "fields", ())
            assert not fields or fields[0] == "space", f"{model._meta.label}: {constraint.name}"


@pytest.mark.django_db
def test_tenant_tables_have_no_trigger() -> None:
    from django.db import connection

    tables = [model._meta.db_table for model in our_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relname = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_application_may_not_rewrite_append_only_tables() -> None:
    from django.db import connection

    assert "core_fact" in append_only_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("commun_app",)
        for table in append_only_tables():
            for right in ("UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                assert cursor.fetchone() == (False,), f"{right} on {table}"


HEADINGS = ["What for", "Words", "Doors (actions)", "Promises (invariants)", "Not here", "Start reading at"]


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_a_readme_with_six_headings(room: str) -> None:
    text = (PACKAGE / room / "README.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 40


def doors(room: str) -> dict[str, Any]:
    """The actions that a room exports, by name."""
    if not list((PACKAGE / room).glob("actions*")):
        return {}
    module = importlib.import_module(f"commun.{room}.actions")
    return {name: getattr(module, name) for name in module.__all__ if inspect.isfunction(getattr(module, name))}


@pytest.mark.parametrize("room", ROOMS)
def test_actions_are_keyword_only_typed_and_explained(room: str) -> None:
    faults = []
    for name, door in doors(room).items():
        parameters = inspect.signature(door).parameters.values()
        is_named = all(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters)
        is_typed = all(parameter.annotation is not inspect.Parameter.empty for parameter in parameters)
        if not (is_named and is_typed and door.__doc__ and "return" in door.__annotations__):
            faults.append(name)
    assert faults == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_readme_names_every_action_or_the_file_it_lives_in(room: str) -> None:
    text = (PACKAGE / room / "README.md").read_text()
    homes = {name: f"`actions/{door.__module__.rsplit('.', 1)[1]}.py`" for name, door in doors(room).items()}
    assert [name for name, home in homes.items() if name not in text and home not in text] == []


def test_every_declared_fact_has_a_sentence_and_belongs_to_a_room() -> None:
    from commun.core import journal

    for name, kind in journal.kinds.items():
        assert re.fullmatch(
            r"(core|people|governance|tenders|value|bids|exchange|commons|reflection)(\.[a-z_]+){2}", name
        )
        assert str(kind.sentence).strip(), name


def test_every_fact_that_is_recorded_is_declared() -> None:
    from commun.core import journal

    used = set()
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            if "migrations" not in path.parts:
                used |= set(re.findall(rf'record\(\s*"({room}\.[a-z_.]+)"', path.read_text()))
    assert used <= set(journal.kinds)


def test_every_setting_is_documented() -> None:
    text = (PACKAGE / "config" / "settings.py").read_text()
    names = set(re.findall(r'"(COMMUN_[A-Z_]+|DATABASE_URL)"', text))
    documented = (ROOT / "docs" / "operate" / "settings.md").read_text()
    assert sorted(name for name in names if f"`{name}`" not in documented) == []


def test_every_algorithm_has_its_page() -> None:
    packages = [path.parent.name for path in (PACKAGE / "algo").glob("*/__init__.py")]
    assert [name for name in packages if not (ROOT / "docs" / "algorithms" / f"{name}.md").exists()] == []


def test_the_contract_of_independence_names_every_algorithm() -> None:
    packages = {f"commun.algo.{path.parent.name}" for path in (PACKAGE / "algo").glob("*/__init__.py")}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (independent,) = [set(contract["modules"]) for contract in contracts if contract["type"] == "independence"]
    assert independent == packages - {"commun.algo.text", "commun.algo.exact"}


def test_no_f_string_reaches_gettext() -> None:
    names = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "ngettext_lazy", "npgettext", "pgettext_lazy"}
    faults = []
    for path in PACKAGE.rglob("*.py"):
        # By another name, the catalogues would never see the sentence.
        assert not re.search(r"\bn?p?gettext(_lazy)? as (?!_\n)", path.read_text()), path
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                faults += [f"{path}:{node.lineno}" for argument in node.args if isinstance(argument, ast.JoinedStr)]
    assert faults == []


def test_there_are_no_signals_between_rooms_and_no_logic_in_save() -> None:
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            text = path.read_text()
            assert "post_save" not in text, path
            assert not re.search(r"def save\(self", text) or "forms" in str(path) is False, path


def test_no_template_has_inline_script_style_or_handler() -> None:
    pattern = re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:|\{#\s*TODO", re.IGNORECASE
    )
    # Mails carry their own styles: nothing else reaches a mail program.
    pages = [path for path in PACKAGE.rglob("*.html") if "mails" not in path.parts]
    faults = [str(path) for path in pages if pattern.search(path.read_text())]
    assert faults == []


def test_no_file_names_a_registry_or_another_host() -> None:
    pattern = re.compile(r"https?://(?:files\.pythonhosted|pypi|registry\.npmjs|deb\.debian)", re.IGNORECASE)
    faults = [str(path) for path in [*sources(), *ROOT.glob("requirements*.txt")] if pattern.search(path.read_text())]
    assert [fault for fault in faults if "test_structure" not in fault] == []


def test_the_decisions_have_their_records() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))]
    assert len(numbers) == len(set(numbers)) >= 13
