"""Archives of an old list: how long the messages of one take to come in (L9), threads as they were, and once more.

Full size 10,000 messages in 120 s; reduced 1,000 in 12 s.
"""

import random
import resource
import tempfile
import time
from pathlib import Path

BUDGETS = {True: (10_000, 120.0), False: (1_000, 12.0)}
SAID = "relire mémoire atelier lundi réponse marché échéance groupement devis ensemble récolte étude voirie jardin"
WORDS = SAID.split()


def write_archive(path: Path, count: int, *, seed: int = 7) -> int:
    """An archive as Mailman writes them: shuffled threads, quotes, some files, some odd mails. Returns its threads."""
    draw = random.Random(seed)
    threads: list[list[str]] = []
    pieces = []
    for number in range(count):
        is_new = not threads or draw.random() < 0.15
        thread = [] if is_new else draw.choice(threads[-200:])
        if is_new:
            threads.append(thread)
        pieces.append(_message(draw, number, thread, threads.index(thread) if is_new else number))
        thread.append(f"<m{number}@ancienne.exemple>")
    draw.shuffle(pieces)
    path.write_bytes(b"".join(pieces))
    return len(threads)


def _message(draw: random.Random, number: int, before: list[str], subject: int) -> bytes:
    at = time.gmtime(1_500_000_000 + number * 3_600)
    said = "\n".join(" ".join(draw.choices(WORDS, k=12)) for _line in range(draw.randint(2, 20)))
    quoted = "\n".join(f"> {' '.join(draw.choices(WORDS, k=10))}" for _line in range(draw.randint(0, 15)))
    who = draw.randint(1, 60)
    head = {
        "From": f"auteur{who} at exemple.org (Auteur {who})",
        "Date": time.strftime("%a, %d %b %Y %H:%M:%S +0200", at) if draw.random() < 0.98 else "hier",
        "Subject": f"{'Re: ' if before else ''}[Ancienne] Sujet {subject}",
        "Message-ID": f"<m{number}@ancienne.exemple>",
        "In-Reply-To": before[-1] if before else "",
        "References": "\n ".join(before[-12:]),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in head.items() if value)
    start = time.strftime("From auteur at exemple.org  %a %b %d %H:%M:%S %Y\n", at)
    answered = f"\n\nLe 12/10/2019 à 14:03, Auteur {who} a écrit :\n{quoted}" if quoted else ""
    return f"{start}{lines}\n{said}{answered}\n\n".encode()


def main(full: bool) -> int:
    """Print the figures; 1 when one is outside its budget."""
    import django

    django.setup()
    from tests.support.world import make_space

    from commun.core import scope
    from commun.exchange.actions.archives import read_archive, start_import
    from commun.exchange.models import Delivery, Post, Thread

    count, budget = BUDGETS[full]
    space = make_space("Banc d’essai", f"banc-{random.getrandbits(32):x}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ancienne.mbox"
        threads = write_archive(path, count)
        print(f"{count} messages, {threads} threads, {path.stat().st_size / 1e6:.1f} MB", flush=True)
        for name, new in (("first", count), ("again", 0)):
            started, worked = time.monotonic(), time.process_time()
            row = read_archive(row=start_import(space=space, path=path), path=path)
            seconds = time.monotonic() - started
            with scope.use(space):
                alone = Thread.objects.filter(merged_into=None)
                found = (Post.objects.count(), alone.count(), Delivery.objects.count())
            is_right = found == (count, threads, 0) and row.new_count == new
            failed = failed or seconds > budget or not is_right
            cpu = time.process_time() - worked
            told = f"{seconds:7.1f} s of {budget:.0f}, {cpu:.1f} of them ours"
            print(f"{name:<8} {told}; {row.new_count} new, {found}", flush=True)
    print(f"memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MiB at most")
    print("within budget" if not failed else "over, or not what the archive holds")
    return int(failed)
