"""C24: a process kept as a template, exported and read elsewhere, opens an identical one."""

import json

import pytest

from commun.core import scope
from commun.core.errors import Refused
from commun.governance.actions import process_templates as actions
from commun.governance.actions import processes
from commun.governance.actions.process_templates import Template
from commun.governance.models import Process
from commun.governance.queries import process_templates as queries
from tests.governance import vote_world as made
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = pytest.mark.django_db


def said(process: Process) -> tuple[object, ...]:
    with scope.use(process.space):
        options = [(one.label, one.detail, one.data) for one in process.options.order_by("position")]
    return process.method, process.guidance, process.rules, process.is_secret, process.shown, options


@pytest.mark.parametrize(("method", "fields"), [
    ("choice", {"shown": "always"}),
    ("budget", {"shown": "voted"}),
    ("choice", {"is_secret": True}),
])  # fmt: skip
def test_a_process_kept_as_a_template_opens_an_identical_one_elsewhere(
    group: Group, method: str, fields: dict[str, object]
) -> None:
    rules = {"tie": "draw", "quorum_percent": 60, "next": "On en reparle."}
    words = {"explain": "Le plus simple."}
    before = made.opened(group.alice, method, rules, guidance="Lisez d’abord.", wording=words, **fields)
    content = Template("Nos outils", method, guidance=before.guidance, wording=words)
    kept = actions.keep_process(by=group.alice, process=before, content=content)
    alice = make_group().alice
    for n in range(4):
        make_member(alice.space, make_person(f"Personne {n}"))
    (copied,) = actions.import_templates(by=alice, text=json.dumps(queries.as_file([kept])))
    wish = actions.wish_from(copied, title="Quel outil pour décider ?", closes_at=made.in_days(7))
    assert said(processes.open_process(by=alice, wish=wish)) == said(before)


def test_what_another_group_does_not_share_is_not_copied(group: Group) -> None:
    kept = actions.save_template(by=group.alice, content=Template("Nos outils", "consent"))
    with pytest.raises(Refused):
        actions.copy_template(by=make_group().alice, template=kept)
    shared = actions.save_template(by=group.alice, content=Template("À tous", "consent", is_shared=True))
    assert actions.copy_template(by=make_group().alice, template=shared).name == "À tous"


def test_a_template_names_nobody_of_the_group_it_comes_from(group: Group) -> None:
    rules = {"seats": 1, "strata": {"Lyon": [group.bob.pk]}}
    process = made.opened(group.alice, "sortition", rules, electors=[group.alice, group.bob])
    kept = actions.keep_process(by=group.alice, process=process, content=Template("Tirage", "sortition"))
    assert (kept.rules["seats"], kept.rules.get("strata") or {}, "electors" in kept.rules) == (1, {}, False)
