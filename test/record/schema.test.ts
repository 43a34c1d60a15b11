// The schema is a promise: complete, described, and closed where the contract is closed.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../src/analyze.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import { FINDING_KINDS } from "../../src/detect/figures-schema.ts";
import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "../../src/detect/index.ts";
import { traceJson } from "../../src/present/ladder/trace-json.ts";
import type { JsonSchema } from "../../src/record/json-schema.ts";
import { traceConnection } from "../../src/session/trace-connection.ts";
import { finding } from "../present/sample-records.ts";
import { sampleConnection } from "../select/sample-connection.ts";
import { complaints, SCHEMA } from "./complaints.ts";

const definitions = SCHEMA.$defs ?? {};

/** Every schema below `schema`, by its path. */
function* below(schema: JsonSchema, path: string): Generator<[string, JsonSchema]> {
  yield [path, schema];
  for (const [name, inner] of Object.entries({ ...schema.properties, ...schema.$defs })) {
    yield* below(inner, `${path}/${name}`);
  }
  if (schema.items) yield* below(schema.items, `${path}[]`);
  for (const [index, inner] of (schema.anyOf ?? []).entries()) yield* below(inner, `${path}|${index}`);
}

test("it is draft 2020-12 and compiles without a complaint of ajv's strict mode", () => {
  expect(SCHEMA.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(complaints({})).not.toEqual([]);
});

test("every field has a description", () => {
  const fields = [...below(SCHEMA, "#")].filter(([path]) => /\/\w+$/.test(path));
  expect(fields.length).toBeGreaterThan(100);
  const silent = fields.filter(([, schema]) => {
    const target =
      typeof schema.$ref === "string" ? definitions[schema.$ref.slice("#/$defs/".length)] : undefined;
    return typeof (schema.description ?? target?.description) !== "string";
  });
  expect(silent.map(([path]) => path)).toEqual([]);
});

describe("objects are closed, but for counts by name", () => {
  const objects = [...below(SCHEMA, "#")].filter(([, schema]) => schema.type === "object");

  test("with fields of their own", () => {
    const open = objects.filter(
      ([, schema]) => "properties" in schema && schema.additionalProperties !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  test("with names that are counted", () => {
    const counts = objects.filter(([, schema]) => !("properties" in schema));
    for (const [, schema] of counts) expect(schema.additionalProperties).toMatchObject({ type: "integer" });
    expect(new Set(counts.map(([path]) => path.replace(/.*\//, "")))).toEqual(
      new Set(["verdicts", "findings", "outcomes"]),
    );
  });
});

describe("a connection", () => {
  const line = { type: "connection", ...sampleConnection() };
  const refusal = finding("connection-refused", { answerSeconds: 0.1, tries: 1, likelyFrom: null });

  const withFinding = (change: object) => ({ ...line, findings: [{ ...refusal, ...change }] });

  test("passes as a line", () => {
    expect(complaints(line)).toEqual([]);
  });

  test("passes with findings that carry fields of their own", () => {
    expect(complaints({ ...line, findings: [refusal] })).toEqual([]);
  });

  test("passes with everything null that may be null", () => {
    const unknown = { ...line.client, isn: null, mss: null, windowScale: null };
    const nulls = { closedBy: null, synRttSeconds: null, ackRttSeconds: null, previous: null };
    expect(complaints({ ...line, ...nulls, client: unknown, server: unknown })).toEqual([]);
  });

  test.each([
    ["a field that nobody knows", { ...line, colour: "red" }],
    ["an endpoint with a field that nobody knows", { ...line, client: { ...line.client, colour: "red" } }],
    ["a verdict that there is not", { ...line, verdict: "rejected" }],
    ["a state of another tool", { ...line, client: { ...line.client, state: "SYN_RECV" } }],
    ["a time without nanoseconds", { ...line, start: "2021-07-05T08:08:55Z" }],
    ["a time in another zone", { ...line, start: "2021-07-05T08:08:55.000000001+02:00" }],
    ["a negative round trip", { ...line, synRttSeconds: -0.1 }],
    ["a finding with 21 packets of evidence", withFinding({ packets: Array(21).fill(1) })],
    ["a finding without severity", withFinding({ severity: undefined })],
    ["a finding that nobody knows", withFinding({ id: "refused" })],
    ["a finding without a figure of its own", withFinding({ tries: undefined })],
    ["a finding with a figure of another", withFinding({ stillClosed: true })],
    ["a finding about a service", withFinding({ id: "syn-flood" })],
    ["a line of no type", { ...line, type: "flow" }],
  ])("does not pass with %s", (_what, value) => {
    expect(complaints(JSON.parse(JSON.stringify(value)))).not.toEqual([]);
  });

  test.each(Object.keys(line))("does not pass without %s", (field) => {
    const { [field as keyof typeof line]: _left, ...rest } = line;
    expect(complaints(rest)).not.toEqual([]);
  });
});

const folder = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const captures = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".pcapng"),
);

describe("findings", () => {
  test("about connections and about more are the detectors' own", () => {
    const about = (aboutSubject: boolean) =>
      FINDING_KINDS.filter((kind) => kind.aboutSubject === aboutSubject).map(({ id }) => id);
    expect(about(false)).toEqual(expect.arrayContaining(CONNECTION_DETECTORS.map(({ id }) => id)));
    expect(about(true)).toEqual(expect.arrayContaining(SUBJECT_DETECTORS.map(({ id }) => id)));
  });

  test("of every bundled capture are as the schema says", async () => {
    const wrong: string[] = [];
    const seen = new Set<string>();
    for (const name of captures) {
      const report = await analyze(`${folder}${name}`);
      for (const id of Object.keys(report.summary.findings)) seen.add(id);
      wrong.push(...complaints(report).map((complaint) => `${name}: ${complaint}`));
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(captures.length).toBeGreaterThan(100);
    expect(seen.size).toBeGreaterThan(2);
  });
});

describe("a traced connection", () => {
  const traceOf = async (name: string, id: number, kept?: number) => {
    const options = kept === undefined ? { all: true } : { kept };
    const { trace, findings } = await traceConnection(await openCapture(`${folder}${name}`), id, options);
    return trace === null ? null : JSON.parse(traceJson(trace, findings));
  };

  test("of every bundled capture is as the schema says, whatever stands in it", async () => {
    const wrong: string[] = [];
    const seen = new Set<string>();
    const ofTour = Array.from({ length: 42 }, (_, index) => ["tour.pcapng", index + 1] as const);
    for (const [name, id] of [...captures.map((name) => [name, 1] as const), ...ofTour]) {
      const document = await traceOf(name, id);
      // (What never reached the server was not captured there.)
      if (document === null) continue;
      for (const { kind } of document.entries) seen.add(kind);
      wrong.push(...complaints(document).map((complaint) => `${name} ${id}: ${complaint}`));
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect([...seen].sort()).toEqual(["icmp", "segment", "timer"]);
  });

  test("passes where segments are folded", async () => {
    const document = await traceOf("tour.pcapng", 40, 8);
    expect(document.entries.map(({ kind }: { kind: string }) => kind)).toContain("fold");
    expect(complaints(document)).toEqual([]);
  });

  test("does not pass with an entry that lacks a field or has one too many", async () => {
    const document = await traceOf("tour.pcapng", 1);
    const [first, ...rest] = document.entries;
    const { window: _left, ...without } = first;
    expect(complaints({ ...document, entries: [without, ...rest] })).not.toEqual([]);
    expect(complaints({ ...document, entries: [{ ...first, colour: "red" }, ...rest] })).not.toEqual([]);
    expect(complaints({ ...document, entries: [{ ...first, flags: ["SYN", "NS"] }, ...rest] })).not.toEqual(
      [],
    );
  });
});
