// What comes from Word or a page: its words, titles, lists and tables; no style, no script. Read tag by tag, without
// building the page it came from: three megabytes of styles take a moment, and nothing of them is ever interpreted.
const GONE = /<!--[\s\S]*?-->|<(style|script|xml|head|title|template|svg)\b[\s\S]*?<\/\1\s*>|<!\[[\s\S]*?\]>/gi;
const TAG = /<(\/?)([a-z][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const KEPT = new Set(
  "p br h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td b strong i em s del strike a hr div".split(" "),
);
const IN_LIST = /mso-list:\s*l\d+\s+level(\d+)/i;
const BULLET = /<span[^>]*mso-list:\s*Ignore[^>]*>(?:<span[^>]*>[\s\S]*?<\/span>|[^<])*<\/span>/gi;
const NUMBER = /(href|colspan|rowspan)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;

export function cleaned(html) {
  // From this editor or another of the same make: its own marks say what it is.
  if (html.includes("data-pm-slice")) return html;
  const marks = [];
  const bare = html.replace(GONE, "").replace(BULLET, (bullet) => {
    marks.push(/\d|[a-z]\./i.test(bullet.replace(/<[^>]*>/g, "").replace(/&\w+;/g, "")));
    return "";
  });
  let listed = 0;
  return bare
    .replace(TAG, (tag, slash, given, attributes) => {
      const name = given.toLowerCase();
      if (!KEPT.has(name)) return "";
      if (name === "p" && !slash && IN_LIST.test(attributes)) return `<p data-list="${marks[listed++] ? "ol" : "ul"}">`;
      if (slash || name === "p") return `<${slash}${name}>`;
      const kept = [...attributes.matchAll(NUMBER)].map(([, key, value]) => `${key}=${quoted(value)}`);
      return `<${[name, ...kept].join(" ")}>`;
    })
    .replace(/<p data-list="(ul|ol)">([\s\S]*?)<\/p>/g, "<$1><li><p>$2</p></li></$1>")
    .replace(/<\/(ul|ol)>\s*<\1>/g, "");
}

function quoted(value) {
  const bare = value.replace(/^["']|["']$/g, "");
  return `"${bare.replace(/"/g, "&quot;")}"`;
}
