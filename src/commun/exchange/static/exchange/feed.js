// « Ce qui se passe »: adds what happens to the page as it happens, and says it aloud now and then, never in a rush.
// Without this script the page is read again to see more.
import { listen } from "../ui/live/listening.js";

const PAUSE = 10_000;
const SAID_MOST = 5;

const list = document.querySelector("[data-commun-feed]");
const said = document.querySelector("[data-commun-feed-said]");

// -- lines -------------------------------------------------------------------------------------------------------

const sectionOf = (fact) => {
  const first = list.querySelector("[data-commun-day]");
  if (first?.dataset.communDay === fact.day) return first;
  const section = document.createElement("section");
  section.className = "c-stack c-stack--tight";
  section.dataset.communDay = fact.day;
  const title = document.createElement("h2");
  title.textContent = fact.title;
  const lines = document.createElement("ol");
  lines.className = "c-timeline";
  section.append(title, lines);
  list.querySelector(".c-empty")?.remove();
  list.prepend(section);
  return section;
};

const add = (fact) => {
  if (list.querySelector(`[data-commun-fact="${CSS.escape(fact.mark)}"]`)) return false;
  const lines = sectionOf(fact).querySelector("ol");
  lines.insertAdjacentHTML("afterbegin", fact.html);
  // Where several groups are told of, each line says of which.
  if ("communWide" in list.dataset && fact.group) lines.querySelector(".c-meta")?.append(` · ${fact.group}`);
  return true;
};

// -- the same words for those who listen to the page: at most one announcement every ten seconds -----------------

let waiting = [];
let timer = 0;
let spokenAt = -PAUSE;

const speak = () => {
  timer = 0;
  spokenAt = performance.now();
  const rest = waiting.length - SAID_MOST;
  const more = rest > 0 ? [said.dataset.communMore.replace("%s", String(rest))] : [];
  said.textContent = [...waiting.slice(-SAID_MOST), ...more].join(". ");
  waiting = [];
};

const announce = (sentence) => {
  waiting.push(sentence);
  if (!timer) timer = setTimeout(speak, Math.max(0, spokenAt + PAUSE - performance.now()));
};

// -- listening ---------------------------------------------------------------------------------------------------

if (list && said && window.EventSource) {
  const told = (event) => {
    const fact = JSON.parse(event.data);
    if (!add(fact)) return;
    announce(fact.sentence);
    document.dispatchEvent(new CustomEvent("commun:fact", { detail: fact }));
  };
  // Away for too long: the page is read again as a whole.
  const behind = () => window.location.reload();
  listen(list.dataset.communFeed, { message: told, behind }, () => "communHeard" in list.dataset);
}
