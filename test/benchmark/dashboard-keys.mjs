// The keys that the dashboard's benchmark presses, and how a screen looks that has heard them.

const CURSOR = "▸";
const [DOWN, PAGE_DOWN, HOME, ESCAPE, ENTER] = ["\u001b[B", "\u001b[6~", "\u001b[H", "\u001b", "\r"];

/** What tells the selected row from others: an address and port, or the name of what was found; null: no row is. */
function selected(lines) {
  const line = lines.find((text) => text.startsWith(CURSOR));
  return line === undefined ? null : (/[\w.:[\]-]{4,}/.exec(line)?.[0] ?? null);
}

function heading(lines) {
  return lines.find((line) => / client state .*server state/.test(line)) ?? null;
}

const otherRow = (before) => {
  const was = selected(before);
  return (lines) => selected(lines) !== null && selected(lines) !== was;
};
const otherHeading = (before) => {
  const was = heading(before);
  return (lines) => heading(lines) !== null && heading(lines) !== was;
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
  // By number, by client's address, that reversed; and back.
  { key: "sort", keys: "s", shows: otherHeading },
  { key: "sort", keys: "s", shows: otherHeading },
  { key: "reverse", keys: "r", shows: otherHeading },
  { key: "reverse", keys: "r", shows: otherHeading },
  { key: "sort", keys: "S", shows: otherHeading },
  { key: "sort", keys: "S", shows: otherHeading },
  { key: "states", keys: "2", shows: has(/ state +client +server/) },
  { key: "services", keys: "3", shows: has(/ service .*open/) },
  { key: "cursor down", keys: DOWN, shows: otherRow },
  { key: "findings", keys: "4", shows: has(/ finding +count/) },
  { key: "connections", keys: "1", shows: has(/ client state .*server state/) },
  { key: "filter prompt", keys: "/", shows: has(/esc leaves/) },
  { key: "filter", keys: `state:CLOSE_WAIT${ENTER}`, shows: () => isFiltered },
  { key: "ladder", keys: ENTER, shows: () => isLadder },
  { key: "back", keys: ESCAPE, shows: has(/ client state .*server state/) },
  {
    key: "no filter",
    keys: `/\u0015${ENTER}`,
    shows: () => (lines) => !isFiltered(lines) && selected(lines) !== null,
  },
];

function isLadder(lines) {
  return (
    lines.some((line) => line.startsWith("─ ladder")) && !lines.some((line) => line.includes("Looking for"))
  );
}

/** Every row of the table is one that the filter lets through. */
function isFiltered(lines) {
  const rows = lines.filter((line) => /:\d+ .* (ESTABLISHED|TIME_WAIT|CLOSED|FIN_WAIT_2) /.test(line));
  return rows.length > 0 && rows.every((line) => line.includes("CLOSE_WAIT"));
}
