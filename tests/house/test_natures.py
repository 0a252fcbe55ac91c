"""The sound of the group: every act that is told has a note, or a reason to have none."""

from commun.core import journal
from commun.exchange import natures


def test_every_act_that_is_told_has_a_nature_or_a_reason_to_be_silent() -> None:
    told = [kind.name for kind in journal.kinds.values() if kind.is_told and not kind.name.startswith("core.test.")]
    assert len(told) > 200
    moods = ({}, {"result": "won"}, {"to": "member"}, {"to": "left"}, {"to": "dormant"})
    forgotten = {
        name
        for name in told
        if name not in natures.SILENT and any(natures.nature_of(name, data) == natures.OTHER for data in moods)
    }
    assert not forgotten, "exchange/natures.py: give each of these a nature, or a place in SILENT with the reason"


def test_the_list_of_silent_acts_names_real_ones_each_with_its_reason() -> None:
    assert set(natures.SILENT) <= set(journal.kinds)
    assert set(natures._EXCEPT) <= set(journal.kinds)
    assert all(natures.SILENT.values())


def test_no_vote_is_heard() -> None:
    votes = [name for name in journal.kinds if ".ballot." in name]
    assert len(votes) >= 4
    assert {natures.nature_of(name) for name in votes} == {natures.OTHER}
    # A secret one is told to nobody, in words no more than in sound.
    assert not journal.kinds["governance.ballot.cast"].is_told
    assert not journal.kinds["governance.ballot.changed"].is_told
    assert not journal.kinds["governance.ballot.withdrawn"].is_told


def test_words_belong_to_one_nature() -> None:
    words = [word for listed in natures._WORDS.values() for word in listed.split()]
    assert len(words) == len(set(words))
    last = {name.rpartition(".")[2] for name, kind in journal.kinds.items() if kind.is_told}
    assert set(words) <= last


def test_acts_of_every_day_have_the_note_that_the_guide_says() -> None:
    expected = {
        natures.ADDED: "exchange.message.posted exchange.offer.offered exchange.offer.looked_for exchange.offer.found "
        "exchange.thing.booked exchange.thing.returned exchange.thread.split governance.action.finished "
        "governance.objection.raised",
        natures.REMOVED: "exchange.offer.closed governance.point.withdrawn governance.facilitator.left",
        natures.DECIDED: "governance.decision.adopted value.key.adopted value.spending.spent",
        natures.CAME: "governance.invitation.used bids.team.joined",
        natures.CHANGED: "governance.meeting.moved tenders.notice.changed governance.rules.changed",
    }
    for nature, names in expected.items():
        assert {name: natures.nature_of(name) for name in names.split()} == dict.fromkeys(names.split(), nature)
