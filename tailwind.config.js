// The console's tokens. Every colour is a custom property, so that light and dark
// are one switch: the system's choice, or <html data-theme="light|dark">.
// Text on its background has a contrast of at least 4.5:1, edges of controls 3:1.
const plugin = require("tailwindcss/plugin");

const light = {
  wallpaper: "#d6e2e8", surface: "#ffffff", raised: "#f4f7f8", ink: "#16232b", muted: "#4f606b",
  line: "#d5dee3", edge: "#788893", bar: "#15303f", "bar-ink": "#f2f7f9", "bar-muted": "#b7c8d1", "bar-line": "#33505f",
  accent: "#0a5a8c", "accent-strong": "#07456c", "accent-ink": "#ffffff", "accent-soft": "#e4f0f8",
  ok: "#14653a", "ok-soft": "#e2f4e8", wait: "#74560a", "wait-soft": "#fbf2d3",
  warn: "#8f4306", "warn-soft": "#fdeedd", stop: "#a1232c", "stop-soft": "#fce8e8",
};

const dark = {
  wallpaper: "#0e171c", surface: "#18232a", raised: "#202d36", ink: "#e7edf0", muted: "#a5b5be",
  line: "#2f3e48", edge: "#748792", bar: "#0a1115", "bar-ink": "#e7edf0", "bar-muted": "#a5b5be", "bar-line": "#2f3e48",
  accent: "#79c4f1", "accent-strong": "#a5d8f7", "accent-ink": "#06202f", "accent-soft": "#17364a",
  ok: "#74d79f", "ok-soft": "#15352a", wait: "#e8c765", "wait-soft": "#35301b",
  warn: "#f3ab78", "warn-soft": "#3a291b", stop: "#ff9d9d", "stop-soft": "#432326",
};

const properties = (tokens) => Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--${name}`, value]));

module.exports = {
  theme: {
    extend: {
      colors: Object.fromEntries(Object.keys(light).map((name) => [name, `var(--${name})`])),
    },
  },
  plugins: [
    plugin(({ addBase }) => {
      addBase({
        ":root": { "color-scheme": "light", ...properties(light) },
        "@media (prefers-color-scheme: dark)": {
          ":root:not([data-theme=light])": { "color-scheme": "dark", ...properties(dark) },
        },
        ":root[data-theme=dark]": { "color-scheme": "dark", ...properties(dark) },
        "@media print": { ":root:root": { "color-scheme": "light", ...properties(light) } },
      });
    }),
  ],
};
