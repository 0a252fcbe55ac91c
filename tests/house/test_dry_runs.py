"""E7: nothing deletes or changes many rows at once without saying first what it would do, or why it need not."""

import ast
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "commun"

# -- commands: what each does to rows that are there ----------------------------------------------------------

APPLIES = "says what it would do; does it with --apply"
ADDS = "adds what is not there yet, twice is once; deletes nothing"
DERIVED = "makes again what comes from other rows: nothing that a person wrote"
READS = "shows; changes nothing"
SERVES = "runs until it is stopped; each job has its own rules"
COMMANDS = {
    "check_mail": READS,
    "count": READS,
    "demo_load": ADDS,
    "evaluate_matching": READS,
    "expand_rule": READS,
    "export_group": READS,
    "fetch_mails": ADDS,
    "fetch_notices": ADDS,
    "import_group": APPLIES,
    "import_mbox": ADDS,
    "import_notices": ADDS,
    "index_search": DERIVED,
    "lmtpd": SERVES,
    "load_references": ADDS,
    "look_inside": READS,
    "open_group": ADDS,
    "sync_privileges": DERIVED,
    "trim_reply": READS,
    "verify_books": READS,
    "verify_journal": READS,
    "worker": SERVES,
}


def test_each_command_says_what_it_does_to_many_rows() -> None:
    ours = {name for name, app in get_commands().items() if str(app).startswith("commun.")}
    assert ours == set(COMMANDS)


@pytest.mark.parametrize("name", [name for name, way in COMMANDS.items() if way == APPLIES])
def test_a_command_that_changes_much_does_it_when_it_is_told_twice(name: str) -> None:
    parser = load_command_class(get_commands()[name], name).create_parser("manage", name)  # type: ignore[arg-type]
    assert parser.get_default("apply") is False


# -- rows that go, or change, many at once --------------------------------------------------------------------

PERSON = "what somebody takes away with themselves: the page that erases or leaves says it and asks twice"
ONE = "rows of the one thing that is on the page, whose button says it"
RULE = "the clock executes a rule that was told before, with its days"
TOLD = "a list of what would go, or a notice to all, comes before"
WHY = {
    "bids/actions/freezing.py": ONE,
    "bids/actions/papers_reminders.py": RULE,
    "bids/actions/project_ends.py": ONE,
    "bids/actions/teams.py": ONE,
    "bids/effects_writing.py": ONE,
    "config/api_doors.py": RULE,
    "core/file_texts.py": DERIVED,
    "core/housekeeping.py": RULE,
    "core/search/indexing.py": DERIVED,
    "core/writing/personal.py": PERSON,
    "core/writing/versions.py": DERIVED,
    "exchange/actions/archives.py": ONE,
    "exchange/actions/emptying.py": TOLD,
    "exchange/actions/feeds.py": PERSON,
    "exchange/actions/joining.py": ONE,
    "exchange/actions/keeping.py": TOLD,
    "exchange/actions/offers.py": ONE,
    "exchange/actions/reading.py": ONE,
    "exchange/actions/things.py": ONE,
    "exchange/actions/threads.py": ONE,
    "exchange/actions/webhook_calls.py": RULE,
    "governance/actions/agenda.py": ONE,
    "governance/actions/ballot_letters.py": RULE,
    "governance/actions/ballot_options.py": ONE,
    "governance/actions/ballots.py": RULE,
    "governance/actions/case_words.py": ONE,
    "governance/actions/decisions.py": ONE,
    "governance/actions/disagreements.py": ONE,
    "governance/actions/duties.py": PERSON,
    "governance/actions/facilitation.py": PERSON,
    "governance/actions/guests.py": ONE,
    "governance/actions/meeting_series.py": ONE,
    "governance/actions/moderation.py": ONE,
    "governance/actions/places.py": PERSON,
    "governance/actions/role_cards.py": ONE,
    "governance/actions/welcomes.py": PERSON,
    "governance/queries/work_time.py": PERSON,
    "governance/ways/dates.py": ONE,
    "people/tasks.py": RULE,
    "tenders/actions/absorb.py": ONE,
    "tenders/actions/intentions.py": ONE,
    "tenders/actions/marks.py": PERSON,
    "tenders/actions/matching.py": DERIVED,
    "tenders/actions/notices.py": DERIVED,
    "tenders/actions/runs.py": RULE,
    "value/actions/accounting.py": ONE,
    "value/actions/contributions.py": ONE,
    "value/actions/credit_between.py": PERSON,
    "value/actions/credit_limits.py": TOLD,
    "value/actions/money.py": ONE,
}
# What each room does of somebody's data when they go (`*_data.py`, `*_departures.py`), and the one who asks them.
OF_ONE_PERSON = ("_data.py", "_departures.py", "people/actions/erasure.py")


def many_at_once(path: Path) -> list[int]:
    """Lines of a file where whatever a question finds is deleted or changed, one known row apart."""
    text = path.read_text()
    if ".delete(" not in text and ".update(" not in text and "_raw_delete(" not in text:
        return []
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"delete", "update", "_raw_delete"}
        and _asks_for_many(call.func.value)
    ]


def _asks_for_many(node: ast.expr) -> bool:
    asked = set()
    while True:
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"filter", "exclude", "all"}:
                if {word.arg for word in node.keywords} & {"pk", "id"}:
                    return False
                asked.add(node.func.attr)
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        else:
            return bool(asked)


def test_each_file_that_takes_many_rows_says_why_nobody_is_surprised() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    found = {path.relative_to(PACKAGE).as_posix() for path in files if many_at_once(path)}
    left = {name for name in found if not name.endswith(OF_ONE_PERSON)}
    assert left - set(WHY) == set(), "say in WHY what comes before, or show first what would go"
    assert [name for name in WHY if not (PACKAGE / name).is_file()] == []


def test_one_known_row_is_not_many(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("A.objects.filter(pk=1).delete()\nA.objects.filter(b=2).delete()\na.delete()\nd.update({})\n")
    assert many_at_once(file) == [2]
