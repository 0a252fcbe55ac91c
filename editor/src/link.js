// A link to the web, a mail address, a phone or this house; nothing else becomes one.
import { Mark, mergeAttributes } from "@tiptap/core";

const SAFE = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)[^\s"'<>\\]*$/i;

export function safe(href) {
  const text = (href || "").trim();
  return SAFE.test(text) ? text : "";
}

// « exemple.fr » and « a@exemple.fr » are what people type.
export function meant(typed) {
  const text = typed.trim();
  if (safe(text)) return text;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return safe(`mailto:${text}`);
  return /^[^\s/]+\.[^\s/]{2,}/.test(text) ? safe(`https://${text}`) : "";
}

export const Link = Mark.create({
  name: "link",
  inclusive: false,
  priority: 1000,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (element) => (safe(element.getAttribute("href")) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => [
    "a",
    mergeAttributes({ href: safe(HTMLAttributes.href), rel: "noopener noreferrer nofollow" }),
    0,
  ],
});
