"""The demo's list: threads by page and by mail, how some read them, a mail that waits. Data in ``demo/lists.toml``."""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from commun.core import mail as outbox
from commun.core import scope
from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.exchange import demo_threads
from commun.exchange.actions import intake, posts
from commun.exchange.actions.lists import choose_reading, open_list, subscriptions_of
from commun.exchange.actions.reading import read_thread
from commun.exchange.addresses import address_of, answer_address
from commun.exchange.models import Post, Thread, ThreadReading
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Membership
from commun.people.demo import Diary, moment, read

PLAIN = "text/plain; charset=utf-8"


def load(stage: DemoStage) -> None:
    """Write, answer, hold."""
    told = read("lists")
    stage.say(f"Liste : {len(told['thread'])} conversations…")
    _Story(stage, told).play()


class _Story:
    """A week of a list."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()
        self.threads: dict[str, Thread] = {}

    def play(self) -> None:
        """Write the diary, then let it happen."""
        for one in self.told["thread"]:
            for number, message in enumerate(one["message"]):
                at = moment(self.stage.today, message["days"], f"{9 + 2 * number:02}:10")
                self.diary.note(at, partial(self._say, one, message, number))
        for one in self.told["lead"]:
            at = moment(self.stage.today, one["days"], "17:20")
            self.diary.note(at, partial(demo_threads.lead, self.stage, one, self.threads))
        self.diary.note(moment(self.stage.today, -7, "08:00"), partial(demo_threads.arrange, self.stage, self.told))
        for one in self.told["reading"]:
            self.diary.note(moment(self.stage.today, -1, "08:00"), partial(self._read, one))
        for one in self.told["held"]:
            self.diary.note(moment(self.stage.today, one["days"], "18:40"), partial(self._hold, one))
        self.diary.play()

    def _say(self, one: Mapping[str, Any], message: Mapping[str, Any], number: int) -> None:
        by = member_of(self.stage, one["group"], message["by"])
        if message.get("by_mail"):
            self._mail(one, message, by, number)
            return
        name, words = f"{one['subject']}:{number}", message["words"]
        if "decision" in message:
            words = demo_threads.with_decision(by.space, words, message["decision"])
        post = posts.write_post(
            by=by, token=str(uuid.uuid5(uuid.NAMESPACE_URL, name)), text=words,
            subject=one["subject"], thread=self.threads.get(one["subject"]),
        )  # fmt: skip
        self.threads[one["subject"]] = post.thread

    def _read(self, one: Mapping[str, Any]) -> None:
        """How somebody reads the list, or one of its threads."""
        by = member_of(self.stage, one["group"], one["by"])
        if "mode" in one:
            choose_reading(by=by, mode=one["mode"])
        for stance in ThreadReading.Stance.values:
            if stance in one:
                read_thread(by=by, thread=self.threads[one[stance]], stance=stance)

    def _mail(self, one: Mapping[str, Any], message: Mapping[str, Any], by: Membership, number: int) -> None:
        """An answer from somebody's own mail program, with what it quotes."""
        with scope.use(by.space):
            key = subscriptions_of(open_list(by.space), [by])[by.pk].token
            before = (
                Post.objects.filter(thread=self.threads[one["subject"]]).select_related("author__person").latest("pk")
            )
        quoted = "\n".join(f"> {line}" for line in before.said.split("\n"))
        words = f"{message['words']}\n\nLe lun. 9 nov. 2026 à 09:10, {before.by} a écrit :\n{quoted}\n"
        number_of = list(self.threads).index(one["subject"])
        names = {"Message-ID": f"<demo.{number_of}.{number}@exemple.fr>", "In-Reply-To": before.message_id}
        if "file" in message:
            names, words = _with_file(names, words, _dated(message["file"], self.stage))
        self._arrive(
            by.space, answer_address(key), f"{by.name} <{by.person.email}>", f"Re: {one['subject']}", words, names
        )

    def _hold(self, one: Mapping[str, Any]) -> None:
        space: Space = self.stage.things[SPACES][one["group"]]
        names = {"Message-ID": f"<demo.{one['days']}@mairie.exemple>"}
        self._arrive(space, address_of(space.slug), one["sender"], one["subject"], one["words"], names)

    def _arrive(self, space: Space, to: str, sender: str, subject: str, words: str, names: Mapping[str, str]) -> None:
        head = {"From": sender, "To": to, "Subject": subject, "Content-Type": PLAIN, **names}
        raw = "".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + words
        envelope = sender.rpartition("<")[2].strip(">")
        with outbox.silence():
            mail = intake.take_in(envelope_from=envelope, recipient=to, raw=raw.replace("\n", "\r\n").encode())
            if mail is not None:
                intake.sort_mail(mail=mail)


def _dated(file: Mapping[str, str], stage: DemoStage) -> Mapping[str, str]:
    """A calendar whose day is told from the day of the demo."""
    if "day" not in file:
        return file
    day = f"{moment(stage.today, int(file['day']), '09:00'):%Y%m%d}"
    return {**file, "content": file["content"].replace("{day}", day)}


def _with_file(names: Mapping[str, str], words: str, file: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """A mail of two parts: its words, and a file."""
    named = f'Content-Type: {file.get("kind", "text/csv")}; charset=utf-8; name="{file["name"]}"'
    body = f"--demo\nContent-Type: {PLAIN}\n\n{words}\n--demo\n{named}\n\n{file['content']}\n--demo--\n"
    return {**names, "MIME-Version": "1.0", "Content-Type": 'multipart/mixed; boundary="demo"'}, body
