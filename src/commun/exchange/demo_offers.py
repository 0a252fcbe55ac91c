"""The demo's offers, needs, shared things and news: weeks of helping one another. Data in ``demo/offers.toml``."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from commun.core.registries import DemoStage
from commun.exchange.actions import offers as actions
from commun.exchange.actions import things
from commun.exchange.actions.news import bring_news
from commun.exchange.models import Booking, Offer, OfferAnswer, SharedThing
from commun.governance.demo import member_of
from commun.governance.models import Membership
from commun.people.demo import Diary, moment, read


def load(stage: DemoStage) -> None:
    """Write, answer, say back, find."""
    told = read("offers")
    stage.say(f"Entraide : {len(told['offer'])} offres et besoins…")
    _Story(stage, told).play()


class _Story:
    """A few weeks."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()
        self.rows: dict[str, Offer] = {}
        self.answers: dict[tuple[str, str], OfferAnswer] = {}
        self.things: dict[str, SharedThing] = {}
        self.bookings: dict[tuple[str, int], Booking] = {}

    def play(self) -> None:
        """Write the diary, then let it happen."""
        for one in self.told["offer"]:
            self._note(one, one["days"], partial(self._write, one))
            for answer in one.get("answer", ()):
                self._note(answer, answer["days"], partial(self._answer, one, answer))
                if "reply" in answer:
                    self._note(answer, answer["replied"], partial(self._reply, one, answer))
            if "found" in one:
                self._note(one, one["found"], partial(self._found, one))
        for one in self.told["thing"]:
            self._note(one, one["days"], partial(self._share, one))
            for booking in one.get("booking", ()):
                self._note(booking, booking["days"], partial(self._book, one, booking))
                if "returned" in booking:
                    self._note(booking, booking["returned"], partial(self._return, one, booking))
        for one in self.told["news"]:
            self._note(one, one["days"], partial(self._tell_news, one))
        self.diary.play()

    def _note(self, one: Mapping[str, Any], days: int, do: Callable[[], object]) -> None:
        self.diary.note(moment(self.stage.today, days, salt=str(one.get("title", one.get("by", "")))), do)

    def _member(self, one: Mapping[str, Any], key: str) -> Membership:
        return member_of(self.stage, one["group"], key)

    def _write(self, one: Mapping[str, Any]) -> None:
        until = moment(self.stage.today, one["until"]).date() if "until" in one else None
        sheet = actions.OfferSheet(
            one["kind"], one["nature"], one["title"], one.get("words", "").strip(), one.get("quantity", ""),
            one.get("place", ""), until,
        )  # fmt: skip
        self.rows[one["title"]] = actions.write_offer(by=self._member(one, one["by"]), sheet=sheet)

    def _answer(self, one: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        by, row = self._member(one, answer["by"]), self.rows[one["title"]]
        self.answers[one["title"], answer["by"]] = actions.answer_offer(by=by, offer=row, said=answer["words"])

    def _reply(self, one: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        row = self.answers[one["title"], answer["by"]]
        actions.reply_to_answer(by=self._member(one, one["by"]), answer=row, said=answer["reply"])

    def _found(self, one: Mapping[str, Any]) -> None:
        by, row = self._member(one, one["by"]), self.rows[one["title"]]
        actions.move_offer(by=by, offer=row, state=Offer.State.FOUND)

    def _share(self, one: Mapping[str, Any]) -> None:
        told = {name: one[name] for name in ("name", "words", "rules", "place", "stock", "is_mine") if name in one}
        self.things[one["name"]] = things.share_thing(by=self._member(one, one["by"]), sheet=things.ThingSheet(**told))

    def _book(self, one: Mapping[str, Any], booking: Mapping[str, Any]) -> None:
        start, end = (moment(self.stage.today, *booking[name]) for name in ("from", "to"))
        wish = things.Wish(start, end, booking.get("quantity", 1), booking.get("words", ""))
        by, thing = self._member(one, booking["by"]), self.things[one["name"]]
        self.bookings[one["name"], booking["days"]] = things.book_thing(by=by, thing=thing, wish=wish)

    def _return(self, one: Mapping[str, Any], booking: Mapping[str, Any]) -> None:
        row = self.bookings[one["name"], booking["days"]]
        things.return_thing(by=self._member(one, booking["by"]), booking=row, state=booking["state"])

    def _tell_news(self, one: Mapping[str, Any]) -> None:
        bring_news(by=self._member(one, one["by"]), title=one["title"], detail=one.get("detail", ""))
