"""The demo's groups: two collectives and their network, with their history. Data in ``demo/groups.toml``."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.governance import actions, policies, tokens
from commun.governance.models import Membership
from commun.people.demo import COOPERATIVE, PEOPLE, Diary, moment, read

SPACES = "spaces"
# New members came in one a week, at most five at the same meeting.
ARRIVALS = 5


def load(stage: DemoStage) -> None:
    """Found the groups and tell their history; leaves the spaces in ``stage.things``, by key."""
    told = read("groups")
    stage.things[SPACES] = {}
    _Story(stage, told).play()


def member_of(stage: DemoStage, group: str, key: str) -> Membership:
    """The membership as it is now."""
    found = policies.membership_of(stage.things[PEOPLE][key], stage.things[SPACES][group])
    assert found is not None, f"{key} is not in {group}"
    return found


class _Story:
    """The history of all groups, in one diary."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage = stage
        self.told = told
        self.diary = Diary()

    def play(self) -> None:
        """Write the diary, then let it happen."""
        names = ", ".join(group["name"] for group in self.told["group"])
        self.stage.say(f"Groupes et réseau : {names}…")
        for group in self.told["group"]:
            self._found(group)
            self._define(group)
            self._welcome(group)
            self._roles(group)
            self._moves(group)
        for link in self.told["link"]:
            self._note(link["since"], self._link(link), at="15:00")
        for commitment in self.told["commitment"]:
            self._note(commitment["days"], self._commitment(commitment), salt=commitment["label"])
        for wish in self.told["expectation"]:
            self._note(-12, self._expectation(wish), salt=wish["member"])
        for choice in self.told["mails"]:
            self._note(-10, self._mails(choice), salt=choice["member"])
        self.diary.play()

    def _note(self, when: dt.date | int, do: Callable[[], object], *, at: str = "", salt: str = "") -> None:
        self.diary.note(moment(self.stage.today, when, at, salt=salt), do)

    def _member(self, group: str, key: str) -> Membership:
        return member_of(self.stage, group, key)

    def _holder(self, group: str) -> Membership:
        """Whoever facilitates the group on that day; the staff when nobody does."""
        holder = policies.roles_in_force(self.stage.things[SPACES][group]).first()
        assert holder is not None, f"nobody facilitates {group}"
        return holder

    def _found(self, group: Mapping[str, Any]) -> None:
        is_collective = group["body"] == Space.Kind.COLLECTIVE
        presentation = actions.Presentation(
            purpose=group["purpose"],
            aims=group["aims"],
            tools=group["tools"],
            how_to_join=group["how_to_join"],
            is_public=group["is_public"],
            cooperative=self.stage.things[COOPERATIVE] if is_collective else None,
        )
        kinds = group.get("kinds", [["trade", group["since"]]])
        content = actions.NewGroup(
            name=group["name"],
            body=group["body"],
            kind=kinds[0][0],
            since=group["since"],
            slug=group["key"],
            presentation=presentation,
        )

        def do() -> None:
            founder = self.stage.things[PEOPLE][group["founder"]]
            self.stage.things[SPACES][group["key"]] = actions.found_group(person=founder, group=content).space

        self._note(group["since"], do, at="10:00")
        for kind, since in kinds[1:]:
            self._note(since, self._kind(group["key"], kind), at="10:20")

    def _kind(self, group: str, kind: str) -> Callable[[], object]:
        return lambda: actions.change_kind(by=self._holder(group), kind=kind)

    def _define(self, group: Mapping[str, Any]) -> None:
        for definition in group["definition"]:
            self._note(definition["since"], self._definition(group["key"], definition["text"]), at="11:00")

    def _definition(self, group: str, text: str) -> Callable[[], object]:
        return lambda: actions.define_group(by=self._holder(group), text=text)

    def _welcome(self, group: Mapping[str, Any]) -> None:
        people = read("people")["person"]
        joined = {one["key"]: one.get("joined") for one in people}
        for rank, key in enumerate(group["members"]):
            day = max(group["since"], joined[key]) + dt.timedelta(days=7 * (rank % ARRIVALS))
            self._note(day, self._arrival(group["key"], key), at="11:30")
        for key, days in group.get("newcomers", ()):
            self._note(days, self._arrival(group["key"], key), at="11:30")
        for days, quota in group.get("links_of_invitation", ()):
            self._note(days, self._open_link(group["key"], quota), at="11:40")

    def _arrival(self, group: str, key: str) -> Callable[[], object]:
        def do() -> None:
            person = self.stage.things[PEOPLE][key]
            invitation = actions.invite_by_mail(by=self._holder(group), email=person.email, name=person.name)
            actions.accept_invitation(token=tokens.token_of(invitation), person=person)

        return do

    def _open_link(self, group: str, quota: int) -> Callable[[], object]:
        return lambda: actions.open_invitation_link(by=self._holder(group), quota=quota, days=90)

    def _roles(self, group: Mapping[str, Any]) -> None:
        key = group["key"]
        if "handed_to" in group:
            self._note(group["handed_on"], self._hand_over(key, group["founder"], group["handed_to"]), at="11:50")
            self._note(group["founder_leaves"], self._departure(key, group["founder"]), at="12:00")
        for giver, taker, days, until in group.get("facilitators", ()):
            self._note(days, self._hand_over(key, giver, taker, until), at="11:50")
        for taker, days, until in group.get("animators", ()):
            self._note(days, self._animation(key, taker, until), at="11:50")

    def _day(self, days: int | None) -> dt.date | None:
        return None if days is None else self.stage.today + dt.timedelta(days=days)

    def _hand_over(self, group: str, giver: str, taker: str, until: int | None = None) -> Callable[[], object]:
        return lambda: actions.hand_over_role(
            by=self._member(group, giver), to=self._member(group, taker), ends_on=self._day(until)
        )

    def _animation(self, group: str, taker: str, until: int) -> Callable[[], object]:
        return lambda: actions.give_role(
            by=self._holder(group),
            membership=self._member(group, taker),
            role=Membership.Role.ANIMATOR,
            ends_on=self._day(until),
        )

    def _departure(self, group: str, key: str) -> Callable[[], object]:
        reason = "Le groupe vole de ses propres ailes."
        return lambda: actions.leave(member=self._member(group, key), reason=reason)

    def _moves(self, group: Mapping[str, Any]) -> None:
        for key, when, reason in group.get("resting", ()):
            self._note(when, self._rest(group["key"], key, reason), salt=key)
        for key, when, reason in group.get("left", ()):
            self._note(when, self._leave(group["key"], key, reason), salt=key)
        for key, when, reason in group.get("invited", ()):
            self._note(when, self._invite(group["key"], key, reason), salt=key)
        for key, when, note in group.get("applicants", ()):
            self._note(when, self._apply(group["key"], key, note), salt=key)

    def _rest(self, group: str, key: str, reason: str) -> Callable[[], object]:
        return lambda: actions.rest(member=self._member(group, key), reason=reason)

    def _leave(self, group: str, key: str, reason: str) -> Callable[[], object]:
        return lambda: actions.leave(member=self._member(group, key), reason=reason)

    def _invite(self, group: str, key: str, reason: str) -> Callable[[], object]:
        return lambda: actions.place_person(
            by=self._holder(group), person=self.stage.things[PEOPLE][key], to=Membership.State.INVITED, reason=reason
        )

    def _apply(self, group: str, key: str, note: str) -> Callable[[], object]:
        return lambda: actions.apply_to_join(
            space=self.stage.things[SPACES][group], person=self.stage.things[PEOPLE][key], note=note
        )

    def _link(self, link: Mapping[str, Any]) -> Callable[[], object]:
        return lambda: actions.open_link(
            by=self._holder(link["inside"]),
            around=self.stage.things[SPACES][link["around"]],
            dues_cents=link["dues_euros"] * 100,
        )

    def _mails(self, choice: Mapping[str, Any]) -> Callable[[], object]:
        return lambda: actions.choose_mails(
            member=self._member(choice["group"], choice["member"]), level=choice["level"]
        )

    def _commitment(self, told: Mapping[str, Any]) -> Callable[[], object]:
        return lambda: actions.take_commitment(
            member=self._member(told["group"], told["member"]),
            label=told["label"],
            frame=told.get("frame", "group"),
            ends_on=self._day(told.get("until")),
        )

    def _expectation(self, told: Mapping[str, Any]) -> Callable[[], object]:
        return lambda: actions.state_expectations(
            member=self._member(told["group"], told["member"]), expectations=told["wants"], note=told.get("note", "")
        )
