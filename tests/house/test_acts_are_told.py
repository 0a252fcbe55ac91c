"""O2 and O1: whoever acts on a group leaves a line in its journal, and nobody has a power that no mandate gives."""

import ast
import importlib
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.urls import reverse

from commun.core import journal, scope
from commun.core.models import Fact, OutgoingMail
from commun.governance import policies
from commun.governance.models import Decision, Membership
from commun.people.models import Person
from tests.house.test_policy_matrix import GROUP_PAGES, Town, is_shut, visitor
from tests.support.world import make_person

pytestmark = pytest.mark.django_db
ACTIONS = Path(policies.__file__).parents[1] / "actions"
# What changes nothing in the group: a letter sent again to oneself, dates that follow from a rule that was recorded.
SILENT = {"ballot_letters.ask_receipt", "ballot_letters.renew_link", "meeting_series.write_dates"}
# What only those who facilitate, or hold a mandate that says so, may do.
GATES = {"has_role", "can_conduct", "can_invite", "can_edit_presentation", "can_move", "can_arrange", "can_hide"}


@cache
def functions() -> dict[str, list[tuple[str, ast.FunctionDef]]]:
    """Every function of the actions, by its bare name: a call is followed to all that bear it."""
    found: dict[str, list[tuple[str, ast.FunctionDef]]] = {}
    for path in sorted(ACTIONS.glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append((path.stem, node))
    return found


def called(node: ast.FunctionDef) -> set[str]:
    """Names of what it calls: « function », « module.function »."""
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            names.add(f"{getattr(one.func.value, 'id', '')}.{one.func.attr}")
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            names.add(one.func.id)
    return names


def homes_of(module: str, name: str) -> list[tuple[str, ast.FunctionDef]]:
    """Where a call leads: the same file first, the file that is named, else any that bears the name."""
    place, _dot, bare = name.rpartition(".")
    homes = functions().get(bare, [])
    named = [one for one in homes if one[0] == (place or module)]
    return named or ([] if bare.startswith("_") else homes)


def closure(module: str, node: ast.FunctionDef) -> list[tuple[str, ast.FunctionDef]]:
    """The function and all that it may call among the actions."""
    seen = [(module, node)]
    for home, one in seen:
        for name in called(one):
            seen += [found for found in homes_of(home, name) if found not in seen]
    return seen


def acts() -> list[tuple[str, str, ast.FunctionDef]]:
    """Public verbs, each in its own transaction."""
    return [
        (f"{module}.{name}", module, node)
        for name, homes in functions().items()
        for module, node in homes
        if not name.startswith("_") and any("atomic" in ast.dump(one) for one in node.decorator_list)
    ]


def test_every_verb_writes_a_line_in_the_journal() -> None:
    everything = acts()
    assert len(everything) > 150
    silent = {
        name
        for name, module, node in everything
        if not any("journal.record" in called(one) for _home, one in closure(module, node))
    }
    # What is kept of one who asks to be erased: ``personal_data.erase`` writes the one line for all rooms.
    assert {name for name in silent if not name.endswith(".erase")} == SILENT


def facts_named(module: str, node: ast.FunctionDef) -> set[str]:
    """Names of facts that this very function mentions, whatever it calls its journal."""
    home = importlib.import_module(f"commun.governance.actions.{module}")
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            value = getattr(getattr(home, one.value.id, None), one.attr, None)
            if isinstance(value, str) and value in journal.kinds:
                found.add(value)
    return found


def test_what_only_a_mandate_allows_is_told_to_all_members() -> None:
    administrative, hidden = 0, set()
    for name, module, node in acts():
        if not {name.rpartition(".")[2] for name in called(node)} & GATES:
            continue
        administrative += 1
        named = {fact for home, one in closure(module, node) for fact in facts_named(home, one)}
        if not any(journal.kinds[fact].is_told for fact in named):
            hidden.add(name)
    assert administrative > 20
    assert hidden == set()


def test_there_is_no_superuser_and_no_administration_of_the_framework() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    names = {field.name for field in Person._meta.get_fields()}
    assert not names & {"is_staff", "is_superuser", "groups", "user_permissions"}


def test_the_mark_of_operator_opens_the_founding_of_a_group_and_nothing_else() -> None:
    package = Path(policies.__file__).parents[2]
    read = {
        f"{path.relative_to(package)}"
        for path in package.rglob("*.py")
        if "is_operator" in path.read_text() and "migrations" not in path.parts
    }
    # The list of legal forms is the house's, not a group's.
    forms = {"governance/views/legal_forms.py", "governance/actions/work_time.py"}
    assert read - forms == {
        "governance/policies/__init__.py", "governance/management/commands/open_group.py", "people/models.py",
        "people/demo.py", "people/actions/erasure.py", "governance/actions/operators.py",
    }  # fmt: skip
    assert (package / "governance/policies/__init__.py").read_text().count("is_operator") == 1


@pytest.mark.slow
def test_the_operator_enters_no_group() -> None:
    town = Town()
    operator = make_person("Opérateur", is_operator=True)
    client = visitor(operator)
    opened = []
    for name in GROUP_PAGES:
        path = reverse(name, kwargs=town.arguments(name, town.mine))
        opened += [(method, name) for method in ("get", "post") if not is_shut(getattr(client, method)(path))]
    assert opened == []


def test_a_mandate_that_ended_opens_nothing_any_more() -> None:
    town = Town()
    alice = town.alice
    assert policies.has_role(alice)
    alice.role_ends_on = alice.since.replace(year=alice.since.year - 1)
    assert not policies.has_role(alice)
    with scope.use(town.group):
        Membership.objects.filter(pk=alice.pk).update(role_ends_on=alice.role_ends_on)
    client = visitor(town.insider)
    for name in ("invitations", "invite-by-mail", "edit-presentation"):
        assert client.get(reverse(f"governance:{name}", kwargs={"space_slug": town.group.slug})).status_code == 404


def test_what_the_operator_reads_from_the_server_is_told_to_the_group() -> None:
    town = Town()
    operator, why = make_person("Opérateur", is_operator=True), "Une panne : vérifier un texte."
    ref = town.mine["decision"]
    with scope.use(town.group):
        title = Decision.objects.get(ref=ref).title
    for wrong, sentence in ((["--why", " "], "500"), (["--why", "x" * 501], "500")):
        with pytest.raises(CommandError, match=sentence):
            call_command("look_inside", town.group.slug, ref, "--operator", operator.email, *wrong)
    with pytest.raises(CommandError):
        call_command("look_inside", town.group.slug, ref, "--operator", town.insider.email, "--why", why)
    with pytest.raises(CommandError, match="référence"):
        call_command("look_inside", town.group.slug, "nulle-part", "--operator", operator.email, "--why", why)
    said = StringIO()
    call_command("look_inside", town.group.slug, ref, "--operator", operator.email, "--why", why, stdout=said)
    assert title in said.getvalue()
    with scope.use(town.group):
        fact = Fact.objects.get(name="governance.operator.looked")
    assert (fact.person_id, fact.about_ref) == (operator.pk, ref)
    page = visitor(town.people["member"]).get(reverse("governance:register", kwargs={"space_slug": town.group.slug}))
    assert title in page.content.decode()
    assert OutgoingMail.objects.filter(key__startswith="governance.looked:", text__contains=why).count() == 1


def test_no_command_of_the_server_prints_what_a_group_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    """Reading a group from the server leaves a line (look_inside); the other commands show figures only."""
    ours = {name for name, app in get_commands().items() if str(app).startswith("commun.")}
    assert ours == {
        "check_mail", "count", "demo_load", "evaluate_matching", "expand_rule", "fetch_mails", "fetch_notices",
        "export_group", "import_group", "import_mbox", "import_notices", "lmtpd",
        "index_search", "load_references", "look_inside", "open_group", "sync_privileges", "trim_reply", "verify_books",
        "verify_journal", "worker",
    }  # fmt: skip
    town = Town()
    call_command("verify_journal")
    told = capsys.readouterr().out
    assert town.group.slug in told
    assert "Louer un local" not in told
    with scope.use(town.group):
        assert Fact.objects.exists()
