// The sound of the group: silent until somebody asks for it on this very device, and at night. It tells nothing that
// the page does not say in words.
import { isNight, Score, sound } from "./score.js";

const KEY = "commun:sound";
const button = document.querySelector("[data-commun-sound]");

// Whoever asked for a calm device keeps the list alone.
const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

if (button && window.AudioContext && !isCalm) {
  const score = new Score();
  let context = null;
  let isOn = localStorage.getItem(KEY) === "on";

  const label = button.querySelector("span");
  const play = label.textContent;
  const list = document.querySelector("[data-commun-feed]");
  const show = () => {
    label.textContent = isOn ? button.dataset.communStop : play;
    // Heard on this very page: it goes on listening when nobody looks at it.
    list?.toggleAttribute("data-commun-heard", isOn && context !== null);
  };
  // A browser only lets sound out after a gesture.
  const wake = () => {
    if (!isOn) return;
    context ??= new AudioContext();
    context.resume();
    show();
  };

  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    isOn = !isOn;
    localStorage.setItem(KEY, isOn ? "on" : "off");
    show();
    if (!isOn) context?.suspend();
  });
  document.addEventListener("click", wake);
  document.addEventListener("keydown", wake);
  document.addEventListener("commun:fact", (event) => {
    if (!isOn || context?.state !== "running" || isNight(new Date().getHours())) return;
    for (const note of score.add(event.detail, context.currentTime + 0.05)) {
      sound(context, context.destination, note, note.at);
    }
  });
}
