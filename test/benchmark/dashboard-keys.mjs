// The keys that the dashboard's benchmark presses, and how a screen looks that has heard them.

const CURSOR = "▸";
const ORDERED = /[▴▾]/;
const [DOWN, PAGE_DOWN, HOME, ESCAPE, ENTER] = ["\u001b[B", "\u001b[6~", "\u001b[H", "\u001b", "\r"];

/** What tells the selected row from others: what stands first in it. */
function selected(lines) {
  return (
    lines
      .find((line) => line.startsWith(CURSOR))
      ?.slice(1)
      .trim()
      .split(/\s+/)[0] ?? null
  );
}

function header(lines) {
  return lines.find((line) => ORDERED.test(line)) ?? null;
}

const otherRow = (before) => {
  const was = selected(before);
  return (lines) => selected(lines) !== null && selected(lines) !== was;
};
const otherHeader = (before) => {
  const was = header(before);
  return (lines) => header(lines) !== null && header(lines) !== was;
};
const has = (what) => () => (lines) => lines.some((line) => what.test(line));

/**
 * Pressed one after the other, again and again; `shows` gets the screen before and makes what tells whether the
 * key shows.
 *
 * @type {readonly { key: string, keys: string, shows: (before: string[]) => (lines: string[]) => boolean }[]}
 */
export const KEYS = [
  { key: "cursor down", keys: DOWN, shows: otherRow },
  { key: "page down", keys: PAGE_DOWN, shows: otherRow },
  { key: "cursor down", keys: DOWN, shows: otherRow },
  { key: "first row", keys: HOME, shows: otherRow },
  { key: "sort", keys: "s", shows: otherHeader },
  { key: "reverse", keys: "r", shows: otherHeader },
  { key: "states", keys: "2", shows: has(/SYN_SENT.*[▁▂▃▄▅▆▇█ ]/) },
  { key: "services", keys: "3", shows: otherHeader },
  { key: "cursor down", keys: DOWN, shows: otherRow },
  { key: "findings", keys: "4", shows: otherHeader },
  { key: "connections", keys: "1", shows: otherHeader },
  { key: "filter prompt", keys: "/", shows: has(/filter/) },
  { key: "filter applied", keys: `state:CLOSE_WAIT${ENTER}`, shows: () => isFiltered },
  { key: "ladder", keys: ENTER, shows: has(/SYN_SENT.*SYN/) },
  { key: "back", keys: ESCAPE, shows: has(ORDERED) },
  { key: "filter removed", keys: `/\u0015${ENTER}`, shows: () => (lines) => !isFiltered(lines) },
];

/** All rows of the table are of the filter: there are fewer than the screen holds, and none is another. */
function isFiltered(lines) {
  const rows = lines.filter((line) => /\d+\.\d+\.\d+\.\d+:\d+.*_|ESTABLISHED/.test(line));
  return rows.length > 0 && rows.every((line) => line.includes("CLOSE_WAIT"));
}
