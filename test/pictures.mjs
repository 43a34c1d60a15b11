// `npm run pictures`: the pictures of the dashboard in docs/, made from a replay of the bundled capture.
// `--check` says whether they are stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missingForScreen, PtyScreen } from "./screen/pty-screen.mjs";
import { cellsOf, screenSvg, textOf } from "./screen/screen-svg.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}docs`;
const CAPTURE = "fixtures/tour.pcapng";
/** What the time line says when all was played. */
const END = /at the end/;
const ENTER = "\r";

/** What the picture is called; keys, each with what is to be seen after it. The capture was played to its end. */
const MOMENTS = [
  { name: "connections", steps: [["", /CLOSE_WAIT/]] },
  { name: "states", steps: [["2", /SYN_SENT/]] },
  { name: "services", steps: [["3", /10\.9\.0\.2:8080/]] },
  { name: "findings", steps: [["4", /close-wait-excess/]] },
  {
    name: "ladder",
    steps: [
      ["/", /filter/],
      ["id:33", /id:33/],
      [ENTER, /33/],
      [ENTER, /FIN seq/],
    ],
  },
];

/** What differs from run to run: as wide as it is, and always the same. */
const MASKS = [[/(?<=memory )[\d.]+ [kMG]B/, "140 MB"]];

const missing = missingForScreen();
if (missing !== null) {
  console.error(`pictures ${missing}`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const stale = [];
for (const moment of MOMENTS) {
  const path = `${folder}/dashboard-${moment.name}.svg`;
  const rows = await taken(moment);
  const svg = screenSvg(rows, `shakedown replay ${CAPTURE}`);
  if (process.argv[2] !== "--check") {
    writeFileSync(path, svg);
    console.log(path);
  } else if (readFileSync(path, "utf8") !== svg) stale.push(`${path}, which should show\n${textOf(rows)}`);
}
if (stale.length > 0) {
  console.error(`stale: npm run pictures makes again\n${stale.join("\n")}`);
  process.exit(1);
}

/** The cells of the screen at that moment. */
async function taken({ steps }) {
  const screen = new PtyScreen([process.execPath, "bin/shakedown.js", "replay", CAPTURE, "--speed", "max"], {
    columns: 100,
    rows: 30,
    cwd: root,
  });
  await screen.until(END);
  for (const [keys, shows] of steps) {
    screen.press(keys);
    await screen.until(shows);
    await screen.still();
  }
  const rows = cellsOf(screen).map(masked);
  screen.press("q");
  const exitCode = await screen.ended;
  if (exitCode !== 0) throw new Error(`the replay ended with ${exitCode}`);
  return rows;
}

function masked(row) {
  const text = row.map((cell) => cell.text).join("");
  for (const [what, instead] of MASKS) {
    const found = what.exec(text);
    if (found === null) continue;
    const written = instead.padStart(found[0].length).slice(-found[0].length);
    // All characters before and in it are one cell and one unit of UTF-16 each.
    for (let at = 0; at < written.length; at++) row[found.index + at].text = written[at];
  }
  return row;
}
