"""One thread per opportunity: whatever the order, the source and the number of times it comes."""

import datetime as dt
import itertools
import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commun.algo.notices import ParsedAward, ParsedLot, ParsedNotice, ParsedSupplier, parse
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.tenders import policies
from commun.tenders.actions.absorb import absorb
from commun.tenders.actions.handwritten import link_keys, read_pasted, write_notice
from commun.tenders.actions.incoming import Incoming, canonical, digest_of, unpack
from commun.tenders.actions.notices import record_notice, record_notices
from commun.tenders.actions.threads import face_of, shifted
from commun.tenders.models import (
    Intention,
    Lot,
    Mark,
    Need,
    Notice,
    NoticeVersion,
    PastAward,
    Pursuit,
    ThreadKey,
)
from commun.tenders.notifications import tell_interested
from tests.support import servers
from tests.support.world import Group

DAY = dt.date(2026, 11, 10)


def record(number: int = 1, day: dt.date = DAY, **fields: Any) -> bytes:
    return canonical(servers.boamp_record(number, day, **fields))


def correction(number: int, of: str, day: dt.date, due: str, **fields: Any) -> bytes:
    first = servers.boamp_record(1, DAY)
    inside = json.loads(first["donnees"])
    inside["MAPA"]["initial"]["delais"]["receptionOffres"] = due
    said = {"nature": "RECTIFICATIF", "etat": "RECTIFICATIF", "annonce_lie": of, "donnees": json.dumps(inside)}
    return record(number, day, objet=first["objet"], nomacheteur=first["nomacheteur"], **(said | fields))


def keep(*payloads: bytes) -> Any:
    return record_notices(items=[Incoming(parse(payload), payload, "test") for payload in payloads])


def facts() -> list[tuple[str, dict[str, Any]]]:
    with scope.use(journal.house()):
        return list(Fact.objects.filter(name__startswith="tenders.").order_by("position").values_list("name", "data"))


@pytest.mark.django_db
class TestOneRecord:
    def test_a_notice_is_kept_with_its_payload_and_a_fact(self) -> None:
        payload = record()
        notice = record_notice(parsed=parse(payload), payload=payload)
        version = NoticeVersion.objects.get()
        assert unpack(version.payload) == payload
        assert version.digest == digest_of(payload)
        assert (notice.state, notice.departements, notice.buyer) == ("open", ["59"], "Commune de Valmont-1")
        assert notice.deadline_at == dt.datetime(2026, 12, 8, 12, 0, tzinfo=clock.PARIS)
        assert [name for name, _data in facts()] == ["tenders.notice.published"]

    def test_the_same_version_twice_is_nothing(self) -> None:
        first = keep(record())
        again = keep(record(), record())
        assert (first.new, again.new, again.versions, again.unchanged) == (1, 0, 0, 2)
        assert NoticeVersion.objects.count() == 1
        assert len(facts()) == 1

    def test_spaces_and_order_of_json_do_not_make_a_version(self) -> None:
        keep(record())
        other = json.dumps(dict(reversed(json.loads(record()).items())), indent=3).encode()
        assert keep(other).unchanged == 1

    def test_words_too_long_for_the_database_stop_nothing(self) -> None:
        huge = record(2, objet="a" * 5000 + " concertation\x00", nomacheteur="b" * 900)
        tally = keep(record(1), huge, record(3))
        assert tally.new == 3
        assert not tally.broken

    def test_a_record_that_the_database_refuses_is_reported_alone(self) -> None:
        good, bad = record(1), record(2)
        items = [
            Incoming(parse(good), good, "good"),
            Incoming(replace(parse(bad), value_cents=2**70), bad, "file.json, line 2"),
        ]
        tally = record_notices(items=items)
        assert tally.new == 1
        assert [fault.place for fault in tally.broken] == ["file.json, line 2"]


@pytest.mark.django_db
class TestThreads:
    def test_a_correction_moves_the_deadline_of_the_same_notice(self) -> None:
        """Trap T3."""
        keep(record(1))
        keep(correction(2, "26-1", DAY + dt.timedelta(days=5), "2026-12-20T12:00:00"))
        notice = Notice.objects.get()
        assert notice.state == "corrected"
        assert notice.deadline_at is not None
        assert notice.deadline_at.astimezone(clock.PARIS).date() == dt.date(2026, 12, 20)
        changes = NoticeVersion.objects.get(source_id="26-2").changes
        moved = {name: (before, after) for name, before, after in changes}
        assert moved["deadline"] == ("2026-12-08T12:00+01:00", "2026-12-20T12:00+01:00")
        assert facts()[-1][0] == "tenders.notice.changed"
        assert facts()[-1][1]["deadline"] == "2026-12-20T12:00+01:00"

    def test_a_cancellation_closes_the_notice_though_its_nature_is_a_call(self) -> None:
        """Trap T2."""
        keep(record(1))
        keep(record(1, etat="ANNULATION", annonce_lie="26-1"))
        assert Notice.objects.get().state == "cancelled"
        assert not Notice.objects.open_at(clock.now()).exists()
        assert [name for name, _data in facts()] == ["tenders.notice.published", "tenders.notice.cancelled"]

    def test_a_relaunch_with_the_same_title_is_a_new_opportunity(self) -> None:
        """Trap T5."""
        keep(record(1, dt.date(2026, 3, 1)))
        old = Notice.objects.get()
        first = servers.boamp_record(1, dt.date(2026, 3, 1))
        keep(record(2, DAY, objet=first["objet"], nomacheteur=first["nomacheteur"], annonce_lie="26-1"))
        assert Notice.objects.count() == 2
        assert ThreadKey.objects.get(key="boamp:26-1").notice_id == old.pk

    def test_a_relaunch_of_a_cancelled_call_is_new_even_before_the_former_deadline(self) -> None:
        """Trap T5: decided by the state, not only by the dates."""
        keep(record(1), record(2, DAY + dt.timedelta(days=1), etat="ANNULATION", annonce_lie="26-1"))
        keep(record(3, DAY + dt.timedelta(days=3), annonce_lie="26-1"))
        assert sorted(Notice.objects.values_list("state", flat=True)) == ["cancelled", "open"]

    def test_a_doubt_about_the_deadline_is_kept_with_the_notice(self) -> None:
        """Trap T1: the column alone, with its « +00:00 »."""
        keep(record(1, donnees="{}"), record(2))
        assert list(Notice.objects.order_by("pk").values_list("deadline_doubt", flat=True)) == ["offset-unreliable", ""]

    def test_two_procedures_with_one_title_and_one_deadline_stay_two(self) -> None:
        same = {"objet": "Étude", "nomacheteur": "Ville"}
        for number in (1, 2):
            keep(record(number, contractfolderid=f"00000000-0000-4000-8000-00000000000{number}", **same))
        assert Notice.objects.count() == 2

    @pytest.mark.parametrize(
        ("other", "count"),
        [
            ({}, 1),
            ({"objet": "CONCERTATION pour le quartier  1"}, 1),
            ({"nomacheteur": "Commune de Rocheclaire"}, 2),
            ({"objet": "Concertation pour le port"}, 2),
            ({"due": "2026-12-09T12:00:00"}, 2),
        ],
    )
    def test_without_any_number_in_common_buyer_title_and_deadline_join(
        self, other: dict[str, str], count: int
    ) -> None:
        """The last resort of the thread key; each of the three counts."""
        first = servers.boamp_record(1, DAY)
        inside = json.loads(first["donnees"])
        said = {name: first[name] for name in ("objet", "nomacheteur")} | other
        inside["MAPA"]["organisme"]["acheteurPublic"] = said["nomacheteur"]
        inside["MAPA"]["initial"]["delais"]["receptionOffres"] = said.pop("due", "2026-12-08T17:00:00")
        keep(record(1))
        keep(record(2, donnees=json.dumps(inside), **said))
        assert Notice.objects.count() == count

    def test_two_procedure_identifiers_never_join_whatever_else_they_share(self) -> None:
        same = {"title-proc": {"fra": ["Étude"]}, "buyer-name": {"fra": ["Ville"]}}
        keep(*(canonical(servers.ted_notice(number, DAY, **same)) for number in (1, 2)))
        assert Notice.objects.count() == 2

    def test_a_missing_link_joins_two_threads_and_what_people_said(self, group: Group) -> None:
        """26-3 corrects 26-2, which corrects 26-1, and 26-2 comes last."""
        keep(record(1))
        keep(correction(3, "26-2", DAY + dt.timedelta(days=3), "2026-12-21T12:00:00"))
        first, second = Notice.objects.order_by("pk")
        with scope.use(group.space):
            for notice in (first, second):
                need = Need.objects.create(space=group.space, notice=notice, position=1, label="Le marché entier")
                who = group.alice if notice == first else group.bob
                Intention.objects.create(
                    space=group.space, need=need, member=who, stance="carry", declared_at=clock.now()
                )
                Pursuit.objects.create(
                    space=group.space,
                    notice=notice,
                    stage="new" if notice == first else "going",
                    changed_at=clock.now(),
                )
        Mark.objects.create(person=group.bob.person, notice=second, choice="keep", at=clock.now())
        keep(correction(2, "26-1", DAY + dt.timedelta(days=2), "2026-12-15T12:00:00"))
        notice = Notice.objects.get()
        assert notice.pk == first.pk
        assert notice.deadline_at == dt.datetime(2026, 12, 21, 12, 0, tzinfo=clock.PARIS)
        assert policies.notice_for(group.alice, second.ref) == notice
        assert Mark.objects.get().notice_id == first.pk
        with scope.use(group.space):
            assert Need.objects.count() == 1
            assert {one.member_id for one in Intention.objects.all()} == {group.alice.pk, group.bob.pk}
            assert Pursuit.objects.get().stage == "going"

    def test_needs_that_differ_are_all_kept(self, group: Group) -> None:
        keep(record(1), record(2))
        first, second = Notice.objects.order_by("pk")
        with scope.use(group.space):
            for notice, label in ((first, "A"), (second, "B")):
                Need.objects.create(space=group.space, notice=notice, position=1, label=label)
        absorb(first, second)
        with scope.use(group.space):
            assert list(Need.objects.values_list("label", "position")) == [("A", 1), ("B", 2)]

    def test_an_award_closes_the_thread_and_feeds_past_awards_once(self) -> None:
        """BOAMP and TED both tell it."""
        award = ParsedAward("1", "Lot 1", 1_250_000, suppliers=(ParsedSupplier("Les Ateliers", "12345678900011"),))
        keep(record(1, contractfolderid="00000000-0000-4000-8000-000000000009"))
        for source in ("boamp", "ted"):
            told = ParsedNotice(
                source=source,
                source_id=f"{source}-result",
                version="1",
                shape="eforms",
                thread_keys=("folder:00000000-0000-4000-8000-000000000009",),
                title="Concertation",
                form="result",
                state="awarded",
                published_on=DAY + dt.timedelta(days=60),
                awards=(award,),
            )
            record_notices(items=[Incoming(told, source.encode())])
        notice = Notice.objects.get()
        assert notice.state == "awarded"
        kept = PastAward.objects.get()
        assert (kept.amount_cents, kept.notice_id, kept.suppliers[0]["name"]) == (1_250_000, notice.pk, "Les Ateliers")
        assert kept.lot_number == "1"

    def test_lots_are_those_of_the_newest_word(self) -> None:
        lots = (ParsedLot("1", "Diagnostic", cpv=("79311000",)), ParsedLot("1", "Animation"))
        told = ParsedNotice(
            "ted", "5-2026", "1", "eforms", ("ted:5-2026",), "Étude", published_on=DAY, buyer_name="V", lots=lots
        )
        record_notices(items=[Incoming(told, b"x")])
        assert list(Lot.objects.values_list("number", "title")) == [("1", "Diagnostic"), ("1 (2)", "Animation")]


STORY = [
    record(1),
    correction(2, "26-1", DAY + dt.timedelta(days=2), "2026-12-15T12:00:00"),
    correction(3, "26-2", DAY + dt.timedelta(days=4), "2026-12-20T12:00:00"),
    record(4, DAY + dt.timedelta(days=6), etat="ANNULATION", annonce_lie="26-3"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_the_order_of_arrival_does_not_matter(order: tuple[int, ...]) -> None:
    for position in order:
        keep(STORY[position])
    notice = Notice.objects.get()
    assert notice.state == "cancelled"
    assert notice.published_on == DAY
    told = [version.changes for version in NoticeVersion.objects.order_by("published_on")]
    assert [sorted({change[0] for change in changes} & {"deadline", "state"}) for changes in told] == [
        [],
        ["deadline", "state"],
        ["deadline"],
        told[3] and sorted({change[0] for change in told[3]} & {"deadline", "state"}),
    ]
    assert "state" in {change[0] for change in told[3]}


def versions() -> st.SearchStrategy[ParsedNotice]:
    return st.builds(
        ParsedNotice,
        source=st.sampled_from(["boamp", "ted"]),
        source_id=st.text("123", min_size=1, max_size=2),
        version=st.sampled_from(["1", "2"]),
        shape=st.just("test"),
        thread_keys=st.just(("folder:x",)),
        title=st.sampled_from(["", "Étude", "Étude sociale"]),
        form=st.sampled_from(["competition", "result", "change"]),
        state=st.sampled_from(["open", "corrected", "cancelled", "awarded"]),
        published_on=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 9)),
    )


@given(st.lists(versions(), min_size=1, max_size=5), st.randoms())
def test_a_face_depends_on_the_set_of_versions_only(story: list[ParsedNotice], chance: Any) -> None:
    unique = list(
        {(one.source, one.source_id, one.version, one.published_on, one.state): one for one in story}.values()
    )
    shuffled = list(unique)
    chance.shuffle(shuffled)
    today = dt.date(2026, 1, 10)
    assert face_of(unique, today).state == face_of(shuffled, today).state
    assert face_of(unique, today).published_on == face_of(shuffled, today).published_on


@given(st.integers(-4000, 4000))
def test_a_moved_deadline_keeps_its_hour_in_paris(days: int) -> None:
    parsed = parse(record())
    moved = shifted(parsed, days)
    assert parsed.deadline is not None
    assert moved.deadline is not None
    assert moved.deadline.at.astimezone(clock.PARIS).hour == 12
    assert (moved.deadline.at.date() - parsed.deadline.at.date()).days == days


@pytest.mark.django_db(transaction=True)
def test_several_imports_at_once_give_one_notice() -> None:
    """BOAMP and TED copies of one call, twice each: without the lock there would be two threads."""
    first = record(1, contractfolderid="00000000-0000-4000-8000-000000000077")
    payloads = [first, canonical(servers.ted_notice(77, DAY))] * 2
    barrier = threading.Barrier(len(payloads))
    errors: list[BaseException] = []

    def run(payload: bytes) -> None:
        try:
            barrier.wait(10)
            with clock.stopped(dt.datetime(2026, 11, 16, 11, tzinfo=dt.UTC)):
                keep(payload)
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(payload,)) for payload in payloads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not errors
    assert (Notice.objects.count(), NoticeVersion.objects.count()) == (1, 2)
    assert [name for name, _data in facts()].count("tenders.notice.published") == 1


@pytest.mark.django_db
class TestByHand:
    def write(self, group: Group, **fields: Any) -> Notice:
        said: dict[str, Any] = {
            "person": group.alice.person,
            "title": "Animer des ateliers",
            "buyer": "Commune de Valmont",
            "deadline_at": dt.datetime(2026, 12, 8, 12, tzinfo=clock.PARIS),
        }
        return write_notice(**(said | fields))

    def test_a_notice_typed_by_hand_is_in_the_lists(self, group: Group) -> None:
        notice = self.write(group, departements=["59", "XX"], cpv=["79311000", "7"], description="Trois ateliers")
        assert notice.is_handwritten
        assert (notice.departements, notice.cpv) == (["59"], ["79311000"])
        assert list(Notice.objects.open_at(clock.now())) == [notice]

    def test_a_link_to_boamp_joins_the_notice_that_boamp_tells(self, group: Group) -> None:
        notice = self.write(group, url="https://www.boamp.fr/pages/avis/?q=idweb:26-1")
        keep(record(1))
        assert Notice.objects.get() == notice
        notice.refresh_from_db()
        assert not notice.is_handwritten
        assert link_keys("https://ted.europa.eu/fr/notice/-/detail/00401901-2026") == ("ted:401901-2026",)

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": "  "},
            {"buyer": ""},
            {"deadline_at": dt.datetime(2026, 11, 15, 12, tzinfo=clock.PARIS)},
            {"deadline_at": dt.datetime(2049, 12, 31, 12, tzinfo=clock.PARIS)},
        ],
    )
    def test_what_makes_no_sense_is_refused_with_a_sentence(self, group: Group, fields: dict[str, Any]) -> None:
        with pytest.raises(Refused):
            self.write(group, **fields)
        assert not Notice.objects.exists()

    def test_a_pasted_text_gives_a_first_guess(self) -> None:
        guess = read_pasted(
            "Acheteur : Communauté de communes des Trois-Rivières\n"
            "Accompagnement à la concertation citoyenne\n"
            "Date limite de réception des offres : 12/12/2026 à 12h00\nhttps://exemple.test/avis/12)."
        )
        assert guess.title == "Accompagnement à la concertation citoyenne"
        assert guess.buyer == "Communauté de communes des Trois-Rivières"
        assert guess.url == "https://exemple.test/avis/12"
        assert guess.deadline_at == dt.datetime(2026, 12, 12, 12, tzinfo=clock.PARIS)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=400))
    def test_no_pasted_text_raises(self, text: str) -> None:
        read_pasted(text)


@pytest.mark.django_db
def test_a_late_old_version_tells_nothing_new() -> None:
    keep(record(1), correction(3, "26-1", DAY + dt.timedelta(days=4), "2026-12-20T12:00:00"))
    before = len(facts())
    keep(STORY[1])
    told = facts()[before:]
    assert [data for _name, data in told if "deadline" in data.get("fields", [])] == []
    assert Notice.objects.get().deadline_at == dt.datetime(2026, 12, 20, 12, 0, tzinfo=clock.PARIS)


@pytest.mark.django_db
def test_those_who_showed_interest_are_told_at_once(group: Group) -> None:
    keep(record(1))
    notice = Notice.objects.get()
    Mark.objects.create(person=group.bob.person, notice=notice, choice="keep", at=clock.now())
    keep(correction(2, "26-1", DAY + dt.timedelta(days=5), "2026-12-20T12:00:00"))
    keep(correction(2, "26-1", DAY + dt.timedelta(days=5), "2026-12-20T12:00:00"))
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [group.bob.person.email]
    with scope.use(journal.house()):
        moved = Fact.objects.filter(name="tenders.notice.changed").latest("position")
    assert tell_interested(notice=notice, fact=moved) == 0
    assert OutgoingMail.objects.count() == 1
