// What is typed after `/` → what is in force, what is wrong, what is offered.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FilterOutcome,
  type FilterPrompt,
  filterKey,
  openFilterPrompt,
} from "../../../../src/present/dashboard/prompts/filter-prompt.ts";
import { parseSelect } from "../../../../src/select/parse.ts";
import { row } from "../sample-frames.ts";
import { strokesOf } from "./type-into.ts";

const SEEN = [row(1), row(2)];

interface Typed {
  readonly prompt: FilterPrompt;
  readonly outcome: FilterOutcome;
  /** What was in force after each key. */
  readonly inForce: readonly (string | null)[];
}

function type(keys: string, select: string | null = null, history: readonly string[] = []): Typed {
  let prompt = openFilterPrompt(select, history, SEEN);
  let outcome: FilterOutcome = { kind: "open", select };
  const inForce: (string | null)[] = [];
  for (const [input, key] of strokesOf(keys)) {
    ({ prompt, outcome } = filterKey(prompt, input, key, SEEN));
    inForce.push(outcome.select);
    if (outcome.kind !== "open") break;
  }
  return { prompt, outcome, inForce };
}

const offers = (keys: string) => type(keys).prompt.offers.map(({ text }) => text);

describe("Enter", () => {
  test.each<[string, string, string | null, string | null]>([
    ["applies what is valid", "state:CLOSE_WAIT<enter>", null, "state:CLOSE_WAIT"],
    ["narrows what is in force", "port:80<enter>", "state:CLOSE_WAIT", "state:CLOSE_WAIT port:80"],
    ["on nothing removes the filter", "<ctrl-u><enter>", "port:80", null],
    ["takes what a port can only mean", "8080<enter>", null, "port:8080"],
    ["takes what an address can only mean", "10.9.0.2<enter>", null, "host:10.9.0.2"],
    ["takes what a state can only mean", "CLOSE_WAIT<enter>", null, "state:CLOSE_WAIT"],
    ["takes what a verdict can only mean", "refused<enter>", null, "verdict:refused"],
    ["takes it behind other terms", "port:80 refused<enter>", null, "port:80 verdict:refused"],
    ["takes the only way a value goes on", "verdict:refu<enter>", null, "verdict:refused"],
    ["closes what is open", "not (port:80 or (id:7<enter>", null, "not (port:80 or (id:7))"],
    ["takes tcpdump's language", "tcp port 8080<enter>", null, "port:8080"],
  ])("%s", (_what, keys, before, select) => {
    expect(type(keys, before).outcome).toEqual({ kind: "applied", select });
  });

  test.each([
    ["a wrong value", "verdict:refusd<enter>", 8],
    ["a wrong key", "port:80 verdikt:reset<enter>", 8],
    ["a value that goes on in several ways", "verdict:re<enter>", 8],
    ["half a term", "verdict:<enter>", 8],
    ["what ends too early", "port:80 or<enter>", 10],
    ["a name, which nothing resolves", "host:example.org<enter>", 5],
    ["words that mean nothing", "nonsense<enter>", 0],
  ])("stays open at %s, and says where", (_what, keys, at) => {
    const { prompt, outcome } = type(keys, null);
    expect(outcome.kind).toBe("open");
    expect(prompt).toMatchObject({ insists: true, error: { at } });
    expect(type(`${keys}x`).prompt.insists).toBe(false);
  });
});

test("Esc leaves what was in force before", () => {
  expect(type("port:80<esc>", "state:CLOSED").outcome).toEqual({ kind: "cancelled", select: "state:CLOSED" });
});

test("what is valid is in force while it is typed; in between the last that was", () => {
  expect(type("port:80 id").inForce).toEqual([
    null,
    null,
    null,
    null,
    null,
    "port:8",
    "port:80",
    "port:80",
    "port:80",
    "port:80",
  ]);
  expect(type("<ctrl-u>", "port:80").inForce).toEqual([null]);
});

test("what was applied before comes back with the arrow", () => {
  expect(type("<up><up><enter>", null, ["port:80", "id:7"]).outcome.select).toBe("port:80");
});

describe("Tab", () => {
  test.each<[string, string, string]>([
    ["takes the first way to go on", "verd<tab>", "verdict:"],
    ["then the first value", "verd<tab>refu<tab>", "verdict:refused"],
    ["takes the next of several", "verdict:re<tab><tab>", "verdict:refused"],
    ["comes round", "verdict:re<tab><tab><tab>", "verdict:reset"],
    ["goes back with shift", "verdict:re<shift-tab>", "verdict:refused"],
    ["takes an address that is on the screen", "host:10.9.0.2<backspace><tab>", "host:10.9.0.2"],
    ["corrects a value", "verdict:refusd<tab>", "verdict:refused"],
    ["corrects a key and keeps its value", "verdikt:reset<tab>", "verdict:reset"],
    ["corrects a prefix without its key", "host:10.0.0.0/8<tab>", "net:10.0.0.0/8"],
    ["corrects an endpoint under a key", "host:10.9.0.2:80<tab>", "host:10.9.0.2 port:80"],
    ["corrects a layer and keeps its number", "tunnel:vxlam:42<tab>", "tunnel:vxlan:42"],
    ["corrects an operator", "id:1 && id:2<tab>", "id:1 and id:2"],
    ["corrects what is wrong before what is typed", "verdikt:reset sta<tab>", "verdict:reset sta"],
    ["closes what is open", "(port:80 or id:7<tab>", "(port:80 or id:7)"],
    ["completes inside what is open", "not (port:80 sta<tab>", "not (port:80 state:"],
    ["puts another key before a value", "nonsense:x<tab><tab>", "state:x"],
    ["puts another value behind a key", "verdict:xx<tab>", "verdict:closed"],
    ["gives a port its key", "8080<tab>", "port:8080"],
    ["or the number of a connection", "8080<tab><tab>", "id:8080"],
    [
      "inside the expression",
      "verdict:ref or id:7<left><left><left><left><left><left><left><left><tab>",
      "verdict:refused or id:7",
    ],
    ["where nothing goes on changes nothing", "bytes>10k<tab>", "bytes>10k"],
  ])("%s", (_what, keys, text) => {
    expect(type(keys).prompt.field.text).toBe(text);
  });

  test("what it took is in force at once", () => {
    expect(type("verdict:re<tab><tab>").inForce.slice(-2)).toEqual(["verdict:reset", "verdict:refused"]);
  });
});

test.each<[string, readonly string[]]>([
  ["state:FIN", ["FIN_WAIT_1", "FIN_WAIT_2"]],
  ["host:", ["10.9.0.2", "10.9.0.1"]],
  ["server.port:", ["8080"]],
  ["10.9.0.2", ["host:10.9.0.2"]],
  ["verdict:refusd", ["refused"]],
  [
    "clo",
    [
      "closing:",
      "closedBy:",
      "state:CLOSED",
      "state:CLOSE_WAIT",
      "state:CLOSING",
      "verdict:closed",
      "verdict:closing",
    ],
  ],
])("offered for %s", (keys, expected) => {
  expect(offers(keys).slice(0, expected.length)).toEqual(expected);
});

const letters = fc.oneof(
  fc.constantFrom(
    "state:",
    "CLOSE",
    "verd",
    "host:",
    "10.9",
    ".0.2",
    "80",
    " ",
    "(",
    ")",
    "or",
    "not",
    ",",
    ">",
    "&&",
    "日",
  ),
  fc.constantFrom(
    "<tab>",
    "<shift-tab>",
    "<up>",
    "<left>",
    "<home>",
    "<backspace>",
    "<ctrl-w>",
    "<ctrl-u>",
    "<enter>",
  ),
);

test("whatever is typed: what is in force parses, every offer lies in the text", () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 15 }), (parts) => {
      const { prompt, inForce } = type(parts.join(""), "port:80", ["id:1"]);
      for (const select of inForce) if (select !== null) parseSelect(select);
      const { text } = prompt.field;
      for (const offer of prompt.taken === null ? prompt.offers : []) {
        expect(offer.from).toBeGreaterThanOrEqual(0);
        expect(offer.to).toBeGreaterThanOrEqual(offer.from);
        expect(offer.to).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});
