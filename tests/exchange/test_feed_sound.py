"""S1: the sound of the group keeps to its scale, to six voices and four notes a second, and is silent at night."""

import base64
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commun.exchange import live
from tests.support.browser import chromium

APPS = Path(live.__file__).parents[1]
SCORE = APPS / "exchange" / "static" / "exchange" / "score.js"
PROBE = """async (source) => {
  const { Score, frequencyOf, isNight, notesOf, sound } = await import(`data:text/javascript;base64,${source}`);
  const score = new Score(), natures = ["added", "changed", "removed", "came", "decided", "won", "other"];
  const notes = [];
  for (let n = 0; n < 500; n += 1) {
    const fact = { nature: natures[n % 7], room: "bids", sentence: "x".repeat(1 + n * 2) };
    notes.push(...score.add(fact, n / 100));
  }
  const context = new OfflineAudioContext(2, 44100 * 9, 44100);
  for (const note of notes) sound(context, context.destination, note, note.at);
  const [left] = [(await context.startRendering()).getChannelData(0)];
  const alone = new OfflineAudioContext(1, 44100, 44100);
  const [one] = notesOf({ nature: "added", room: "", sentence: "x".repeat(40) });
  sound(alone, alone.destination, one, 0);
  const wave = (await alone.startRendering()).getChannelData(0).subarray(0, 22050);
  const power = (frequency) => {
    let re = 0, im = 0;
    wave.forEach((value, n) => {
      re += value * Math.cos(2 * Math.PI * frequency * n / 44100);
      im += value * Math.sin(2 * Math.PI * frequency * n / 44100);
    });
    return Math.hypot(re, im);
  };
  const heard = Array.from({ length: 60 }, (_, n) => 130.8128 * 2 ** (n / 12));
  return {
    notes: notes.map(({ at, seconds, step }) => ({ at, seconds, step })),
    loudest: left.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    peak: heard.reduce((best, frequency) => power(frequency) > power(best) ? frequency : best),
    played: one.frequency,
    scale: [0, 1, 2, 3, 4, 5].map(frequencyOf),
    night: [21, 22, 3, 7].map(isNight),
    won: notesOf({ nature: "won", room: "bids", sentence: "x" }).map(({ step, after }) => [step, after]),
    shapes: Object.fromEntries(natures.map((nature) => [
      nature, notesOf({ nature, room: "bids", sentence: "x".repeat(40) }).map(({ step, shape }) => [step, shape]),
    ])),
    lower: [8, 20, 60, 200, 512].map(
      (size) => notesOf({ nature: "added", room: "", sentence: "x".repeat(size) })[0].step,
    ),
    pans: ["governance", "tenders", "bids", "value", "exchange", "people"].map(
      (room) => notesOf({ nature: "added", room, sentence: "x" })[0].pan,
    ),
    silent: notesOf({ nature: "other", room: "", sentence: "x" }).length,
  };
}"""


@pytest.mark.browser
def test_a_hundred_events_a_second_stay_a_quiet_music_of_one_scale() -> None:
    with chromium() as browser:
        page = browser.new_page()
        heard: dict[str, Any] = page.evaluate(PROBE, base64.b64encode(SCORE.read_bytes()).decode())
    notes = heard["notes"]
    assert len(notes) > 10
    for note in notes:
        at = note["at"]
        assert sum(at <= other["at"] < at + 1 for other in notes) <= 4
        assert sum(other["at"] <= at < other["at"] + other["seconds"] for other in notes) <= 6
    assert {note["step"] for note in notes} <= set(range(15))
    assert 0.01 < heard["loudest"] < 1
    assert heard["peak"] == pytest.approx(heard["played"], rel=0.001)
    semitones = [round(100 * frequency / heard["scale"][0]) for frequency in heard["scale"]]
    assert semitones == [100, 112, 126, 150, 168, 200]
    assert heard["night"] == [False, True, True, False]
    assert heard["silent"] == 0
    shapes = heard["shapes"]
    # Who comes is a chord, what is decided two notes, what goes a low one, the rest one note each.
    assert [shape for _step, shape in shapes["came"]] == ["chord"] * 3
    assert [shape for _step, shape in shapes["decided"]] == ["cadence"] * 2
    assert [shape for _step, shape in shapes["removed"]] == ["low"]
    assert [[shape for _step, shape in shapes[nature]] for nature in ("added", "changed")] == [["pluck"], ["touch"]]
    assert shapes["removed"][0][0] < shapes["added"][0][0] - 5
    # The longer, the lower; each room has its place between the ears.
    assert heard["lower"] == sorted(set(heard["lower"]), reverse=True)
    pans = heard["pans"]
    assert pans[:5] == sorted(set(pans[:5]))
    assert [pans[0], pans[5]] == [-pans[4], 0]
    # A tender that was won climbs: three notes, one after the other.
    assert [step for step, _after in heard["won"]] == [5, 8, 10]
    assert sorted({after for _step, after in heard["won"]}) == [after for _step, after in heard["won"]]


SITE = "http://fil.test/"
PAGE = """<!doctype html><html lang="fr"><body>
<button type="button" data-commun-sound data-commun-stop="Couper" hidden><span>Écouter</span></button>
<p aria-live="polite" data-commun-feed-said data-commun-more="et %s de plus"></p>
<div data-commun-feed="/vif/"></div>
<script src="/exchange/feed.js" type="module"></script><script src="/exchange/sound.js" type="module"></script>
</body></html>"""
# What a browser gives, counted; facts are said by hand.
STAGE = """
window.notes = 0; window.source = null; window.said = [];
window.opened = 0; window.isHidden = false;
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  constructor() { super(); window.source = this; window.opened += 1; this.readyState = 1; }
  close() { this.readyState = 2; }
};
Object.defineProperty(document, "hidden", { get: () => window.isHidden });
window.hide = (isHidden) => { window.isHidden = isHidden; document.dispatchEvent(new Event("visibilitychange")); };
window.listens = () => [window.opened, window.source.readyState !== 2];
class Knob { setValueAtTime() {} linearRampToValueAtTime() {} exponentialRampToValueAtTime() {} }
class Node { gain = new Knob(); frequency = new Knob(); pan = new Knob(); connect(next) { return next; }
  start() { window.notes += 1; } stop() {} }
window.AudioContext = class { state = "suspended"; currentTime = 0; destination = {};
  resume() { this.state = "running"; } suspend() { this.state = "suspended"; }
  createOscillator() { return new Node(); } createGain() { return new Node(); }
  createStereoPanner() { return new Node(); } };
window.tell = (position, nature = "added") => {
  const sentence = `fait ${position}`, html = `<li data-commun-fact="${position}">${sentence}</li>`;
  const mark = String(position);
  const day = "2026-11-16", title = "lundi";
  const data = JSON.stringify({ position, mark, nature, room: "bids", sentence, day, title, html });
  window.source.dispatchEvent(new MessageEvent("message", { data }));
};
document.addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("[data-commun-feed-said]");
  new MutationObserver(() => window.said.push(said.textContent)).observe(said, { childList: true });
});
"""


@contextmanager
def feed_page(browser: Any, hour: int = 12, **chosen: Any) -> Iterator[Any]:
    """The scripts of the page on a page of their own, at this hour."""
    context = browser.new_context(**chosen)
    page = context.new_page()

    def serve(route: Any) -> None:
        name = route.request.url.removeprefix(SITE)
        app, _slash, script = name.partition("/")
        body = (APPS / app / "static" / app / script).read_text() if script else PAGE
        route.fulfill(body=body, content_type="text/javascript" if name.endswith(".js") else "text/html")

    page.route(f"{SITE}**", serve)
    start = dt.datetime(2026, 11, 16, hour)
    page.clock.install(time=start)
    page.add_init_script(STAGE)
    page.goto(SITE)
    page.wait_for_function("window.source !== null")
    # From here on only the test moves the clock: how busy the machine is does not.
    page.clock.pause_at(start + dt.timedelta(minutes=10))
    yield page
    context.close()


@pytest.mark.browser
def test_sound_is_off_until_asked_for_remembered_and_silent_at_night_or_on_a_calm_device() -> None:
    with chromium() as browser:
        with feed_page(browser) as page:
            page.evaluate("tell(1)")
            assert page.evaluate("[window.notes, localStorage.length]") == [0, 0]
            page.click("[data-commun-sound]")
            page.evaluate("tell(2); tell(2)")
            # The same fact twice is one line and one note.
            assert page.evaluate("window.notes") == 1
            assert page.locator("li").count() == 2
            assert page.inner_text("[data-commun-sound]") == "Couper"
            page.click("[data-commun-sound]")
            page.evaluate("tell(3)")
            assert page.evaluate("[window.notes, localStorage.getItem('commun:sound')]") == [1, "off"]
        with feed_page(browser, hour=23) as page:
            page.click("[data-commun-sound]")
            page.evaluate("tell(1)")
            assert page.evaluate("window.notes") == 0
        with feed_page(browser, reduced_motion="reduce") as page:
            page.evaluate("localStorage.setItem('commun:sound', 'on'); tell(1)")
            assert page.is_hidden("[data-commun-sound]")
            assert page.locator("li").count() == 1
            assert page.evaluate("window.notes") == 0


@pytest.mark.browser
def test_the_same_facts_are_said_in_words_once_in_ten_seconds_and_the_page_goes_on_listening() -> None:
    with chromium() as browser, feed_page(browser) as page:
        page.evaluate("tell(1)")
        page.clock.run_for(1)
        page.evaluate("for (let n = 2; n < 10; n += 1) tell(n)")
        page.clock.run_for(9_000)
        assert page.evaluate("window.said") == ["fait 1"]
        page.clock.run_for(1_500)
        assert page.evaluate("window.said") == ["fait 1", "fait 5. fait 6. fait 7. fait 8. fait 9. et 3 de plus"]
        page.clock.run_for(60_000)
        assert len(page.evaluate("window.said")) == 2
        # Refused for good, by a proxy while the house starts again: the page comes back by itself, later and later.
        assert page.evaluate("listens()") == [1, True]
        refused = "source.close(); source.dispatchEvent(new Event('error'))"
        for number, wait in enumerate((5_000, 10_000, 20_000)):
            page.evaluate(refused)
            page.clock.run_for(wait - 100)
            assert page.evaluate("listens()") == [1 + number, False]
            page.clock.run_for(200)
            assert page.evaluate("listens()") == [2 + number, True]
        page.evaluate("source.dispatchEvent(new Event('ready'))")
        page.evaluate(refused)
        page.clock.run_for(5_100)
        assert page.evaluate("listens()") == [5, True]
        # Where nobody looks nothing is held: a browser has six lines, the seventh tab would wait for ever.
        page.evaluate("hide(true)")
        assert page.evaluate("listens()") == [5, False]
        page.clock.run_for(60_000)
        page.evaluate("hide(false)")
        assert page.evaluate("listens()") == [6, True]
        # Unless the group is heard there.
        page.click("[data-commun-sound]")
        page.evaluate("hide(true)")
        assert page.evaluate("listens()") == [6, True]
        # A page that comes back as it was left listens again.
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
        page.evaluate("hide(false); window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        assert page.evaluate("listens()[1]")
