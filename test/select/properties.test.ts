// Whatever is typed: a tree or a SelectError, and a tree survives being written and read again.
import fc from "fast-check";
import { expect, test } from "vitest";
import { completeSelect } from "../../src/select/complete.ts";
import { KEY_NAMES, KEYS } from "../../src/select/keys.ts";
import { compileSelect } from "../../src/select/match.ts";
import { parseSelect } from "../../src/select/parse.ts";
import { SelectError } from "../../src/select/select-error.ts";
import { printSelect, type SelectNode } from "../../src/select/syntax-tree.ts";
import { sampleConnection } from "./sample-connection.ts";

const words = [
  ...KEY_NAMES,
  ...[
    "client.",
    "server.",
    ":",
    ",",
    "(",
    ")",
    " ",
    " ",
    "and",
    "or",
    "not",
    "<",
    "<=",
    ">",
    "=",
    "*",
    "-",
    "/",
  ],
  ...[
    "80",
    "1e3",
    "10k",
    "5s",
    "100ms",
    "10.0.0.1",
    "::1",
    "2001:db8::/32",
    "CLOSE_WAIT",
    "refused",
    "error",
  ],
];

/** Close to the language, so that much of it parses. */
const nearly = fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((parts) => parts.join(""));

const term = fc
  .tuple(fc.constantFrom("", "client.", "server."), fc.constantFrom(...KEY_NAMES), fc.nat(11))
  .chain(([side, name, pick]) => {
    const row = KEYS[name];
    const key = "sided" in row ? side + name : name;
    if (row.kind === "word") return fc.constant(`${key}:${row.values[pick % (row.values.length)]}`);
    if (row.kind === "address") {
      const address = fc.oneof(fc.ipV4(), fc.ipV6());
      return name === "net"
        ? fc.tuple(address, fc.nat(32)).map(([ip, bits]) => `${key}:${ip}/${bits}`)
        : address.map((ip) => `${key}:${ip}`);
    }
    const number = fc.oneof(
      fc.nat(65_535).map(String),
      ...(row.unit === "integer" ? [] : [fc.double({ min: 0, max: 1e21, noNaN: true }).map(String)]),
    );
    return fc.oneof(
      number.map((value) => `${key}:${value}`),
      fc
        .tuple(number, number)
        .map(([a, b]) => (Number(a) <= Number(b) ? `${key}:${a}-${b}` : `${key}:${b}-${a}`)),
      fc
        .tuple(fc.constantFrom("<", "<=", ">", ">=", "="), number)
        .map(([sign, value]) => `${key}${sign}${value}`),
    );
  });

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    term,
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a}) (${b})`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a}) or ${b}`),
    tie("expression").map((inner) => `not (${inner})`),
  ),
}));

function withoutColumns(node: SelectNode): unknown {
  return JSON.parse(JSON.stringify(node, (name, value) => (name === "column" ? undefined : value)));
}

function parsedOrRefused(text: string): SelectNode | null {
  try {
    return parseSelect(text);
  } catch (error) {
    expect(error).toBeInstanceOf(SelectError);
    expect((error as SelectError).column).toBeGreaterThanOrEqual(1);
    expect((error as SelectError).column).toBeLessThanOrEqual(text.length + 1);
    expect((error as SelectError).message).not.toMatch(/\p{Cc}/u);
    return null;
  }
}

test("any text gives a tree or a SelectError that points into it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), nearly), (text) => {
      parsedOrRefused(text);
    }),
    { numRuns: 3000 },
  );
});

test("a tree written and read again is the same tree", () => {
  fc.assert(
    fc.property(expression, (text) => {
      const tree = parseSelect(text);
      const again = parseSelect(printSelect(tree));
      expect(withoutColumns(again)).toEqual(withoutColumns(tree));
    }),
    { numRuns: 1000 },
  );
});

test("what parses compiles and answers", () => {
  const records = [
    sampleConnection(),
    sampleConnection({ client: { ip: "2001:db8::1" }, synRttSeconds: null }),
  ];
  fc.assert(
    fc.property(fc.oneof(expression, nearly), (text) => {
      const tree = parsedOrRefused(text);
      if (tree === null) return;
      const matches = compileSelect(tree);
      const opposite = compileSelect({ kind: "not", column: 1, part: tree });
      for (const record of records) expect(opposite(record)).toBe(!matches(record));
    }),
    { numRuns: 1000 },
  );
});

test("completion never throws, and replaces only what stands before the cursor", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly), fc.nat(60), (text, at) => {
      const cursor = Math.min(at, text.length);
      expect(completeSelect(text, cursor).from).toBeLessThanOrEqual(cursor);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["parentheses", "(".repeat(100_000)],
  ["negations", "not ".repeat(100_000)],
  ["both", "not(".repeat(100_000)],
])("100,000 nested %s are refused, not overflowed", (_what, text) => {
  expect(() => parseSelect(text)).toThrow(/nested deeper than 100 levels/);
});

test("breadth has no limit: 100,000 terms", () => {
  const tree = parseSelect(Array.from({ length: 100_000 }, (_, index) => `id:${index + 2}`).join(" or "));
  expect(compileSelect(tree)(sampleConnection({ id: 1 }))).toBe(false);
  expect(compileSelect(tree)(sampleConnection({ id: 100_001 }))).toBe(true);
});
