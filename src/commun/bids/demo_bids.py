"""The demo's joint answers: one at each stage, from a team that gathers to a lesson kept. See ``demo/bids.toml``."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.bids import actions
from commun.bids.actions import Ask, BidSheet, OutcomeSheet, SectionSheet
from commun.bids.actions.folders import add_bid_file
from commun.bids.actions.teams import accepted_by
from commun.bids.models import BidFile, BidSection, TeamPart, TextBlock
from commun.core import clock, journal, scope
from commun.core.registries import DemoStage
from commun.core.writing import actions as texts
from commun.core.writing import reading, remarks, versions
from commun.core.writing.tables import TextComment, WrittenText
from commun.governance.actions.decisions import adopt
from commun.governance.demo import member_of
from commun.governance.models import Decision, Membership
from commun.people.demo import Diary, moment, read
from commun.tenders.demo import notice_called
from commun.tenders.models import Notice
from commun.value.queries.keys import key_in_force, keys_of

BIDS: Final = "bids"


def load(stage: DemoStage) -> None:
    """Play each answer as far as its stage; leaves them in ``stage.things``, by the key of their notice."""
    told = read(BIDS)["bid"]
    stage.say(f"Réponses communes : {len(told)}, une à chaque étape…")
    stage.things[BIDS] = {}
    for one in told:
        Story(stage, one).play()


class Story:
    """One answer."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()

    def play(self) -> None:
        """Write the diary, then let it happen."""
        self._note(self.told["days"], self._open)
        for key, days in self.told["joined"]:
            self._note(days, lambda key=key: self._join(self._who(key)))
        for key, days, words in self.told.get("asked", ()):
            self._note(days, lambda key=key, words=words: self._ask(Ask(member=self._who(key), words=words)))
        for key, days, answered, reason in self.told.get("declined", ()):
            self._note(days, lambda key=key: self._ask(Ask(member=self._who(key))))
            self._note(answered, lambda key=key, reason=reason: self._decline(key, reason))
        for name, email, standing, days, words in self.told.get("outside", ()):
            ask = Ask(outside_name=name, outside_email=email, standing=standing, words=words)
            self._note(days, lambda ask=ask: self._ask(ask))
        self._writing()
        self._end()
        with scope.use(self._who(self.told["by"]).space):
            self.diary.play()

    def _writing(self) -> None:
        if "decided" not in self.told:
            return
        self._note(self.told["decided"] - 2, self._propose)
        self._note(self.told["decided"], self._adopt)
        for one in self.told.get("section", ()):
            self._note(self.told["decided"] + 1, lambda one=one: self._section(one))
            for key, days, words in one["written"]:
                self._note(days, lambda one=one, key=key, words=words: self._write(one["title"], key, words))
            self._remarks(one)
        if "price" in self.told:
            self._note(self.told["decided"] + 1, self._add_price)
        if "form" in self.told:
            form = self.told["form"]
            self._note(
                self.told["decided"] + 1,
                lambda: actions.choose_form(by=self._lead(), bid=self.bid, form=form),
            )

    def _end(self) -> None:
        told = self.told
        if "frozen" in told:
            self._note(told["frozen"], lambda: actions.freeze_bid(by=self._lead(), bid=self.bid))
        if "sent" in told:
            self._note(told["sent"], lambda: actions.mark_sent(by=self._lead(), bid=self.bid, at=clock.now()))
        if "told" in told:
            self._note(told["told"], self._tell)
        if "signed" in told:
            self._note(told["signed"], lambda: actions.sign_contract(by=self._lead(), bid=self.bid, on=clock.today()))
        for one in told.get("section", ()):
            self._blocks(one)
        if "withdrawn" in told:
            by, reason = told["by"], told["reason"]
            self._note(told["withdrawn"], lambda: actions.withdraw_bid(by=self._who(by), bid=self.bid, reason=reason))

    def _note(self, days: int, do: Any) -> None:
        at = moment(self.stage.today, days, "" if days < 0 else "08:10", salt=self.told["notice"])
        self.diary.note(at, do)

    def _who(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _lead(self) -> Membership:
        return self._who(self.told["lead"])

    def _open(self) -> None:
        notice = self._notice()
        # What closed it since was not known on that day.
        notice.state = Notice.State.OPEN
        euros = self.told.get("price")
        starts = self.told.get("starts")
        sheet = BidSheet(
            self.told["title"],
            lots=tuple(self.told.get("lots", ())),
            price_cents=euros * 100 if euros else None,
            starts_on=moment(self.stage.today, starts, "08:00").date() if starts is not None else None,
        )
        by = self._who(self.told["by"])
        self.bid = actions.open_bid(by=by, notice=notice, sheet=sheet, accepts=accepted_by(by))
        self.stage.things[BIDS][self.told["notice"]] = self.bid

    def _notice(self) -> Notice:
        return notice_called(self.stage, self.told["notice"])

    def _join(self, member: Membership) -> None:
        actions.join_team(by=member, bid=self.bid, accepts=accepted_by(member))

    def _ask(self, ask: Ask) -> None:
        actions.ask_into_team(by=self._who(self.told["by"]), bid=self.bid, ask=ask)

    def _decline(self, key: str, reason: str) -> None:
        part = TeamPart.objects.get(bid=self.bid, membership=self._who(key))
        actions.decline_team(by=self._who(key), part=part, reason=reason)

    def _propose(self) -> None:
        parts = {part.membership_id: part for part in TeamPart.objects.filter(bid=self.bid)}

        def of(*keys: str) -> list[TeamPart]:
            return [parts[self._who(key).pk] for key in keys]

        space = self.bid.space
        version = key_in_force(space) or keys_of(space)[0].last
        roles = {
            "lead": of(self.told["lead"]),
            "writer": of(*self.told["writers"]),
            "proofreader": of(*self.told["proofreaders"]),
            "submission": of(*self.told["senders"]),
        }
        actions.propose_writing(by=self._lead(), bid=self.bid, roles=roles, version=version, why=self.told["why"])

    def _adopt(self) -> None:
        decision = Decision.objects.select_related("space").get(origin=f"bid:{self.bid.ref}")
        adopt(decision=decision, actor=journal.Person(self._lead().person_id))

    def _section(self, one: Mapping[str, Any]) -> None:
        owner = (
            TeamPart.objects.filter(bid=self.bid, membership=self._who(one["who"])).first() if "who" in one else None
        )
        due = one.get("due")
        sheet = SectionSheet(
            one["title"],
            one.get("criterion", ""),
            Decimal(one["weight"]),
            one.get("words_most"),
            moment(self.stage.today, due, "08:00").date() if due is not None else None,
            owner,
        )
        section = actions.write_section(by=self._lead(), bid=self.bid, sheet=sheet)
        actions.move_section_state(by=self._lead(), section=section, state=one["state"])

    def _write(self, title: str, key: str, words: str) -> None:
        """One more paragraph at the end, by one person."""
        text = self._text(title)
        before = reading.shown(text).markdown
        said = f"{before.rstrip()}\n\n{words}\n" if before.strip() else words
        texts.write_plain(text=text, author=self._who(key).person_id, base=text.position, words=said)

    def _remarks(self, one: Mapping[str, Any]) -> None:
        """What was said beside the words, other words proposed, versions that somebody named."""
        title = one["title"]
        for key, days, quote, words, answers in one.get("said", ()):
            self._note(days, lambda key=key, quote=quote, words=words: self._comment(title, key, quote, words))
            for other, later, reply in answers:
                self._note(
                    later, lambda other=other, reply=reply, words=words: self._answer(title, other, words, reply)
                )
        for key, days, quote, proposal in one.get("proposed", ()):
            self._note(days, lambda key=key, quote=quote, proposal=proposal: self._suggest(title, key, quote, proposal))
        for key, days, name in one.get("named", ()):
            self._note(days, lambda key=key, name=name: self._name(title, key, name))

    def _comment(self, title: str, key: str, quote: str, words: str) -> None:
        passage = remarks.Passage(quote)
        remarks.comment(text=self._text(title), author=self._who(key).person_id, words=words, passage=passage)

    def _answer(self, title: str, key: str, words: str, reply: str) -> None:
        text = self._text(title)
        first = TextComment.objects.get(text=text, words=words)
        remarks.answer(text=text, author=self._who(key).person_id, comment=first, words=reply)

    def _suggest(self, title: str, key: str, quote: str, proposal: str) -> None:
        passage = remarks.Passage(quote)
        remarks.suggest(text=self._text(title), author=self._who(key).person_id, passage=passage, proposal=proposal)

    def _name(self, title: str, key: str, name: str) -> None:
        versions.name_version(text=self._text(title), author=self._who(key).person_id, name=name)

    def _text(self, title: str) -> WrittenText:
        section = BidSection.objects.get(bid=self.bid, title=title)
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        return text

    def _blocks(self, one: Mapping[str, Any]) -> None:
        """A passage for next answers: offered at once by who wrote it alone, else once the others said yes."""
        if "offered" not in one:
            return
        key, days, title, licence = one["offered"]
        self._note(days, lambda: self._offer(one["title"], key, title, licence))
        for author, agreed in one.get("agreed", ()):
            self._note(agreed, lambda author=author: self._agree(title, author))

    def _offer(self, section: str, key: str, title: str, licence: str) -> None:
        rows = BidSection.objects.select_related("bid__space", "bid__notice")
        row = rows.get(bid=self.bid, title=section)
        actions.offer_block(by=self._who(key), section=row, title=title, licence=licence)

    def _agree(self, title: str, key: str) -> None:
        block = TextBlock.objects.get(title=title, section__bid=self.bid)
        actions.answer_block(by=self._who(key), block=block, is_yes=True)

    def _add_price(self) -> None:
        """The sheet of prices of the folder, fictive."""
        words = f"Poste;Montant hors taxes\nEnsemble de la mission;{self.told['price']},00\n"
        sent = SimpleUploadedFile("bordereau-des-prix.csv", words.encode())
        add_bid_file(by=self._lead(), bid=self.bid, use=BidFile.Use.PRICE, sent=sent)

    def _tell(self) -> None:
        told = self.told
        scores = [
            {"criterion": name, "weight": Decimal(weight), "ours": Decimal(ours), "winner": Decimal(winner)}
            for name, weight, ours, winner in told.get("scores", ())
        ]
        cents = told.get("winner_euros")
        sheet = OutcomeSheet(
            result=told["stage"],
            scores=scores,
            rank=told.get("rank"),
            offers_count=told.get("offers"),
            winner=told.get("winner", ""),
            winner_cents=cents * 100 if cents else None,
            buyer_words=told.get("buyer_words", ""),
            lesson=told.get("lesson", ""),
        )
        actions.tell_outcome(by=self._lead(), bid=self.bid, sheet=sheet)
