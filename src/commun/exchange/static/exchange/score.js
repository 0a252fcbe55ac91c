// The sound of the group as a score: what happens becomes notes of one pentatonic scale. Pure: no clock, no audio here.
const SCALE = [0, 2, 4, 7, 9];
const LOWEST = 130.8128; // C3, then three octaves up
const STEPS = 15;
const VOICES_MOST = 6;
const NOTES_MOST = 4; // in any second
const LATE_MOST = 2; // seconds: what would sound later than that is left out, the page tells it in words
const SECONDS = { pluck: 1.2, touch: 0.7, low: 1.4, chord: 1.4, cadence: 1.2, arpeggio: 0.9 };

export const frequencyOf = (step) => LOWEST * 2 ** (Math.floor(step / 5) + SCALE[step % 5] / 12);

// The longer the sentence, the lower the note.
const stepOf = (fact) => {
  const size = Math.log2(Math.max(8, Math.min(512, fact.sentence.length)));
  return Math.round((STEPS - 5) * (1 - (size - 3) / 6)) + 4;
};

// One room, one place between the ears.
const panOf = (fact) => {
  const room = ["governance", "tenders", "bids", "value", "exchange"].indexOf(fact.room);
  return room < 0 ? 0 : (room - 2) / 3;
};

// Notes of one fact: (step, seconds after the first, shape). A nature that says nothing plays nothing.
export const notesOf = (fact) => {
  const step = stepOf(fact);
  const shapes = {
    added: [[step, 0, "pluck"]],
    changed: [[step, 0, "touch"]],
    removed: [[Math.max(0, step - 10), 0, "low"]],
    came: [[5, 0, "chord"], [7, 0, "chord"], [8, 0, "chord"]],
    decided: [[8, 0, "cadence"], [10, 0.35, "cadence"]],
    won: [[5, 0, "arpeggio"], [8, 0.14, "arpeggio"], [10, 0.28, "arpeggio"]],
  };
  return (shapes[fact.nature] ?? []).map(([one, after, shape]) => ({
    step: one, frequency: frequencyOf(one), after, shape, pan: panOf(fact), seconds: SECONDS[shape],
  }));
};

// The night of the listener is silent.
export const isNight = (hour) => hour >= 22 || hour < 7;

// Takes facts as they come and says when each note sounds: at most four in a second, six at once.
export class Score {
  #played = [];

  #fits(start, notes) {
    return notes.every((note) => {
      const at = start + note.after;
      const beside = notes.filter((one) => one.after <= note.after).length;
      const close = this.#played.filter((one) => Math.abs(one.at - at) < 1).length;
      const sounding = this.#played.filter((one) => one.at < at + note.seconds && one.at + one.seconds > at).length;
      return close + notes.length <= NOTES_MOST && sounding + beside <= VOICES_MOST;
    });
  }

  add(fact, now) {
    this.#played = this.#played.filter((one) => one.at > now - 3);
    const notes = notesOf(fact);
    for (let start = now; notes.length && start <= now + LATE_MOST; start += 0.05) {
      if (!this.#fits(start, notes)) continue;
      const placed = notes.map((note) => ({ ...note, at: start + note.after }));
      this.#played.push(...placed);
      return placed;
    }
    return [];
  }
}

const QUIET = { low: 0.1, touch: 0.07 };

// One note on any audio context, silent at both ends.
export const sound = (context, out, note, at) => {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  const place = context.createStereoPanner();
  tone.type = note.shape === "low" ? "sine" : "triangle";
  tone.frequency.value = note.frequency;
  place.pan.value = note.pan;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(QUIET[note.shape] ?? 0.12, at + (["pluck", "touch", "arpeggio"].includes(note.shape) ? 0.01 : 0.08));
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + note.seconds);
  tone.connect(loudness).connect(place).connect(out);
  tone.start(at);
  tone.stop(at + note.seconds);
};
