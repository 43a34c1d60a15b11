// Which folder of src/ may import from which. Data flows capture → decode → track → record →
// detect → present; an arrow against the stream fails here. The sources are read as they stand.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

interface Allowed {
  /** Folders, or single files of a folder, whose code may be used. */
  readonly uses: readonly string[];
  /** What may be named as a type only: the shapes at a border, not what happens behind it. */
  readonly knowsShapesOf?: readonly string[];
  readonly why: string;
}

const ALLOWED: Readonly<Record<string, Allowed>> = {
  capture: { uses: [], why: "packets come from here; no protocol is known" },
  decode: { uses: [], knowsShapesOf: ["capture"], why: "bytes become the segment" },
  track: { uses: ["decode"], knowsShapesOf: ["capture"], why: "segments become connections" },
  record: {
    uses: ["track", "decode"],
    knowsShapesOf: ["capture"],
    why: "a row of the table becomes a plain object",
  },
  detect: { uses: ["record", "track", "decode"], why: "connections get verdicts and findings" },
  words: { uses: [], knowsShapesOf: ["record", "detect"], why: "sentences are pure functions of figures" },
  select: { uses: ["record", "detect/finding.ts"], why: "selecting reads records, and the names in them" },
  host: { uses: [], knowsShapesOf: ["record"], why: "what this machine's kernel says of its own sockets" },
  session: {
    uses: ["capture", "decode", "track", "record", "detect", "select", "words", "host"],
    why: "the loop drives the whole path and shows nothing",
  },
  present: {
    uses: ["record", "detect/finding.ts", "decode/outcome.ts", "select", "words", "session/screen/frame.ts"],
    knowsShapesOf: ["session"],
    why: "what is shown comes from records; the live table and the loop stay unseen",
  },
  "analyze.ts": {
    uses: ["capture", "decode", "track", "record", "detect", "select", "session", "words"],
    why: "the whole path on one screen",
  },
  "index.ts": {
    uses: ["analyze.ts", "capture/capture-error.ts", "capture/filter-error.ts", "select/select-error.ts"],
    knowsShapesOf: ["record", "session", "capture"],
    why: "the library re-exports, nothing else",
  },
  cli: {
    uses: ["capture", "record", "detect", "words", "select", "host", "session", "present", "analyze.ts"],
    why: "commands put the parts together; what a packet means is not their business",
  },
};

const source = fileURLToPath(new URL("../src", import.meta.url));

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export)\b(?: (type)\b)?(?:[^;"]*?\bfrom)? "([^"]+)";/gm;
const EXPRESSION = /\bimport\("([^"]+)"\)/g;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => name.split(sep).join("/"));
}

function arrowsOf(file: string): Arrow[] {
  const text = readFileSync(join(source, file), "utf8");
  const statements = [...text.matchAll(STATEMENT)].map(([, type, target]) => ({
    target: target as string,
    typeOnly: type === "type",
  }));
  const expressions = [...text.matchAll(EXPRESSION)].map(([, target]) => ({
    target: target as string,
    typeOnly: false,
  }));
  return [...statements, ...expressions]
    .filter(({ target }) => target.startsWith("."))
    .map(({ target, typeOnly }) => ({ from: file, to: posix.join(posix.dirname(file), target), typeOnly }));
}

/** The row of the table: the first folder, or the file itself where it lies in src/. */
function layerOf(file: string): string {
  return file.split("/")[0] as string;
}

function isAllowed({ from, to, typeOnly }: Arrow): boolean {
  if (layerOf(from) === layerOf(to)) return true;
  const row = ALLOWED[layerOf(from)];
  if (row === undefined) return false;
  const targets = typeOnly ? [...row.uses, ...(row.knowsShapesOf ?? [])] : row.uses;
  return targets.some((target) => to === target || layerOf(to) === target);
}

const files = filesBelow(source);
const arrows = files.flatMap(arrowsOf);

describe("the folders of src/", () => {
  it("each stand in the table", () => {
    const layers = new Set(files.map(layerOf));
    expect([...layers].filter((layer) => !(layer in ALLOWED))).toEqual([]);
  });

  it("import only along the table's arrows", () => {
    const wrong = arrows.filter((arrow) => !isAllowed(arrow));
    expect(wrong.map(({ from, to, typeOnly }) => `${from} → ${to}${typeOnly ? " (types)" : ""}`)).toEqual([]);
  });

  it("have arrows between them: a reader that finds none would let everything pass", () => {
    const across = new Set(
      arrows.map(({ from, to }) => `${layerOf(from)} → ${layerOf(to)}`).filter((a) => !isWithin(a)),
    );
    for (const link of ["track → decode", "session → capture", "session → track", "cli → present"]) {
      expect(across).toContain(link);
    }
  });

  it("have every import statement read: as many as the sources have lines that begin one", () => {
    for (const file of files) {
      const text = readFileSync(join(source, file), "utf8");
      const begun = text.match(/^import\b|^export\b[^;=({]*(\{[^}]*\})? from /gm)?.length ?? 0;
      expect([...text.matchAll(STATEMENT)].length, file).toBe(begun);
    }
  });

  it("may not reach against the stream, nor take code where only shapes are allowed", () => {
    const arrow = (from: string, to: string, typeOnly = false) => isAllowed({ from, to, typeOnly });
    expect(arrow("track/tracker.ts", "decode/segment.ts")).toBe(true);
    expect(arrow("decode/segment.ts", "track/tracker.ts")).toBe(false);
    expect(arrow("present/report/text.ts", "track/connection-view.ts", true)).toBe(false);
    expect(arrow("present/report-writer.ts", "session/engine.ts", true)).toBe(true);
    expect(arrow("present/report-writer.ts", "session/engine.ts")).toBe(false);
    expect(arrow("nowhere/known.ts", "decode/segment.ts")).toBe(false);
  });

  it("point at files that exist", () => {
    const missing = arrows.filter(({ to }) => !files.includes(to));
    expect(missing).toEqual([]);
  });
});

describe("every file of src/", () => {
  it("is about the size of an idea: at most 300 lines, with some tolerance", () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(source, file), "utf8").split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  it("lies with the concept that owns it, not in a drawer for the rest", () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|types|constants)(\.tsx?|\/)/.test(file),
    );
    expect(drawers).toEqual([]);
  });
});

function isWithin(arrow: string): boolean {
  const [from, to] = arrow.split(" → ");
  return from === to;
}
