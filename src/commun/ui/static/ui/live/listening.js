// Listens to a live door of the house for as long as somebody looks at the page.
//
// A browser holds six lines to a house at most (HTTP/1.1): tabs that nobody sees give theirs back, or the seventh would
// wait for ever. It takes a cut line up again by itself, but gives up for good when the answer is a refusal, as that of
// a proxy while the house starts again: the page then asks again, later and later.
const FIRST = 5_000;
const LONGEST = 300_000;

export const listen = (address, handlers, isHeard = () => false) => {
  let source = null;
  let timer = 0;
  let pause = FIRST;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    const line = new EventSource(address);
    for (const [name, hear] of Object.entries(handlers)) line.addEventListener(name, hear);
    line.addEventListener("ready", () => {
      pause = FIRST;
    });
    line.addEventListener("error", () => {
      if (line !== source || line.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST);
    });
    source = line;
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !isHeard()) close();
    else if (!document.hidden && !source) open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && !document.hidden) open();
  });
  if (!document.hidden) open();
};
