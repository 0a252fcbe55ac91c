"""S1: the sound of the group keeps to its scale, to six voices and four notes a second, and is silent at night."""

import base64
from pathlib import Path
from typing import Any

import pytest

from commun.exchange import live
from tests.support.browser import chromium

SCORE = Path(live.__file__).parent / "static" / "exchange" / "score.js"
PROBE = """async (source) => {
  const { Score, frequencyOf, isNight, notesOf, sound } = await import(`data:text/javascript;base64,${source}`);
  const score = new Score(), natures = ["added", "removed", "came", "decided", "other"];
  const notes = [];
  for (let n = 0; n < 500; n += 1) {
    const fact = { nature: natures[n % 5], room: "bids", sentence: "x".repeat(1 + n * 2) };
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
