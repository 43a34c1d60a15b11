// The screen of a terminal as a picture: text in the sixteen colours on a dark ground, nothing that runs and
// nothing that is fetched.

const CELL = 8.4;
const LINE = 17;
const FONT = 14;
const MARGIN = 14;
const BAR = 34;

const GROUND = "#0d1117";
const INK = "#d1d7e0";
const SIXTEEN = [
  ...["#30363d", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"],
  ...["#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc"],
];

/**
 * The cells of a screen as it stands now, a row each.
 *
 * @param {import("./pty-screen.mjs").PtyScreen} screen
 * @returns {{ text: string, cells: number, look: object }[][]} `cells`: how many it takes, 1 or 2
 */
export function cellsOf(screen) {
  return Array.from({ length: screen.rows }, (_, y) => {
    const line = screen.buffer.getLine(screen.buffer.viewportY + y);
    const cells = Array.from({ length: screen.columns }, (_, x) => line.getCell(x));
    // The right half of a wide character is none of its own.
    return cells
      .filter((cell) => cell.getWidth() > 0)
      .map((cell) => ({ text: cell.getChars() || " ", cells: cell.getWidth(), look: lookOf(cell) }));
  });
}

/** The same as text, without blanks at the ends of the lines. */
export function textOf(rows) {
  return rows.map((row) => textOfRow(row).trimEnd()).join("\n");
}

function textOfRow(row) {
  return row.map(({ text }) => text).join("");
}

/**
 * @param {ReturnType<typeof cellsOf>} rows
 * @param {string} title stands in the bar on top
 */
export function screenSvg(rows, title) {
  const columns = Math.max(...rows.map((row) => row.reduce((sum, { cells }) => sum + cells, 0)));
  const width = round(columns * CELL + 2 * MARGIN);
  const height = rows.length * LINE + BAR + MARGIN;
  const drawn = rows.flatMap(lineSvg);
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, place) => `<circle cx="${20 + place * 18}" cy="17" r="5.5" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(textOf(rows))}</desc>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}" stroke="#30363d"/>`,
    ...dots,
    `<text x="${width / 2}" y="22" fill="#8b949e" text-anchor="middle" font-family="sans-serif" font-size="13">${escaped(title)}</text>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace" font-size="${FONT}" xml:space="preserve">`,
    ...drawn,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Neighbours that look alike are one text, stretched to the cells that it takes: any font keeps the columns. */
function lineSvg(row, y) {
  const runs = [];
  let x = 0;
  for (const { text, cells, look } of row) {
    const last = runs.at(-1);
    if (last?.key === look.key) {
      last.text += text;
      last.cells += cells;
    } else runs.push({ ...look, text, x, cells });
    x += cells;
  }
  const drawn = [];
  for (const { ink, ground, bold, dim, underline, text, x, cells } of runs) {
    const [left, top] = [round(MARGIN + x * CELL), BAR + y * LINE];
    const width = round(cells * CELL);
    if (ground !== null)
      drawn.push(`<rect x="${left}" y="${top}" width="${width}" height="${LINE}" fill="${ground}"/>`);
    const dress = `${bold ? ' font-weight="bold"' : ""}${dim ? ' opacity="0.6"' : ""}${underline ? ' text-decoration="underline"' : ""}`;
    for (const { shown, at, taken } of wordsOf(text, cells)) {
      const placed = `x="${round(left + at * CELL)}" y="${top + 13}" textLength="${round(taken * CELL)}"`;
      drawn.push(
        `<text ${placed} lengthAdjust="spacingAndGlyphs" fill="${ink}"${dress}>${escaped(shown)}</text>`,
      );
    }
  }
  return drawn;
}

/** Divided where two blanks or more stand: not every viewer keeps blanks, nor stretches text. */
function wordsOf(text, cells) {
  const isWide = cells !== text.length;
  // Where characters are wide, places are not counted: the whole stays one.
  if (isWide) return text.trim() === "" ? [] : [{ shown: text, at: 0, taken: cells }];
  return [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: shown, index }) => ({
    shown,
    at: index,
    taken: shown.length,
  }));
}

function lookOf(cell) {
  let ink = colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
  let ground = colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  if (cell.isInverse()) [ink, ground] = [ground ?? GROUND, ink ?? INK];
  ink ??= INK;
  const [bold, dim, underline] = [cell.isBold() !== 0, cell.isDim() !== 0, cell.isUnderline() !== 0];
  return { ink, ground, bold, dim, underline, key: [ink, ground, bold, dim, underline].join() };
}

/** Null: the terminal's own. */
function colourOf(isDefault, isRgb, colour) {
  if (isDefault) return null;
  if (isRgb) return `#${colour.toString(16).padStart(6, "0")}`;
  if (colour < 16) return SIXTEEN[colour];
  if (colour > 231) return `rgb(${Array(3).fill(8 + (colour - 232) * 10)})`;
  const level = (part) => (part === 0 ? 0 : 55 + part * 40);
  const cube = colour - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level)})`;
}

function round(length) {
  return Math.round(length * 10) / 10;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
