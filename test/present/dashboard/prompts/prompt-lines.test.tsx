// The prompts as they stand on the screen: three lines, whatever is typed, never wider than it.
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { render } from "ink-testing-library";
import { describe, expect, test } from "vitest";
import type { Drawing } from "../../../../src/present/dashboard/drawing.ts";
import { Lines } from "../../../../src/present/dashboard/lines.tsx";
import { fieldLine } from "../../../../src/present/dashboard/prompts/field-line.ts";
import { filterKey, openFilterPrompt } from "../../../../src/present/dashboard/prompts/filter-prompt.ts";
import { filterPromptLines } from "../../../../src/present/dashboard/prompts/filter-prompt-lines.ts";
import {
  gotoKey,
  gotoPromptLines,
  openGotoPrompt,
} from "../../../../src/present/dashboard/prompts/goto-prompt.ts";
import { PROMPT_ROWS } from "../../../../src/present/dashboard/prompts/prompt-lines.ts";
import { textField } from "../../../../src/present/dashboard/prompts/text-field.ts";
import {
  openWritePrompt,
  writeKey,
  writePromptLines,
} from "../../../../src/present/dashboard/prompts/write-prompt.ts";
import { completeSelect } from "../../../../src/select/complete.ts";
import { handbookIn } from "../../../../src/words/topics.ts";
import { row } from "../sample-frames.ts";
import { columnsOf, DRAWINGS, drawing, WIDTHS } from "./prompt-drawings.ts";
import { strokesOf } from "./type-into.ts";

const handbook = await handbookIn("en");
const SEEN = [row(1)];
const TIMELINE = { startsAt: 1_625_472_535_500, positionSeconds: 20, lengthSeconds: 75, canRewind: true };

function filtered(keys: string, columns: number, how: Drawing, before: string | null = null): string[] {
  let prompt = openFilterPrompt(before, ["id:1"], SEEN);
  for (const [input, key] of strokesOf(keys)) prompt = filterKey(prompt, input, key, SEEN).prompt;
  return filterPromptLines(prompt, columns, how, handbook);
}

function gone(keys: string, columns: number, how: Drawing): string[] {
  let prompt = openGotoPrompt();
  for (const [input, key] of strokesOf(keys)) prompt = gotoKey(prompt, input, key, TIMELINE).prompt;
  return gotoPromptLines(prompt, TIMELINE, columns, how);
}

function written(keys: string, columns: number, how: Drawing): string[] {
  let prompt = openWritePrompt(812);
  for (const [input, key] of strokesOf(keys)) prompt = writeKey(prompt, input, key, "/home/a").prompt;
  return writePromptLines(prompt, columns, how);
}

/** As ink draws them. */
function onScreen(lines: readonly string[]): string[] {
  const { lastFrame, unmount } = render(<Lines lines={lines} />);
  const frame = lastFrame() ?? "";
  unmount();
  return frame.split("\n").map((line) => line.trimEnd());
}

describe("the filter", () => {
  test("what is wrong stands under the place where it is wrong", () => {
    expect(onScreen(filtered("verdict:refusd<enter>", 80, drawing()))).toEqual([
      "filter verdict:refusd▏",
      '               ^ unknown verdict "refusd", did you mean refused?',
      " refused",
    ]);
  });

  test("on a narrow screen the message has a line of its own", () => {
    expect(onScreen(filtered("port:80 verdict:refusd<enter>", 60, drawing({ ascii: true })))).toEqual([
      "filter port:80 verdict:refusd_",
      "                       ^",
      ' unknown verdict "refusd", did you mean refused?',
    ]);
  });

  test("or stands before the place", () => {
    const lines = onScreen(filtered("port:80 and not (state:CLOSED or verdict:xx)<enter>", 60, drawing()));
    expect(lines[1]).toBe('                           unknown verdict "xx" ^');
    expect(lines[1]?.indexOf("^")).toBe(lines[0]?.indexOf("xx"));
  });

  test("the place is right behind the cursor too", () => {
    const lines = onScreen(filtered("verdict:refusd<enter><home>", 80, drawing()));
    expect(lines[0]).toBe("filter ▏verdict:refusd");
    expect(lines[1]?.indexOf("^")).toBe(lines[0]?.indexOf("refusd"));
  });

  test.each([
    [
      "nothing typed",
      "",
      " for example state:CLOSE_WAIT port:8080  ·  up: earlier filters  ·  esc leaves",
      " id:  state:  verdict:",
    ],
    ["half a key", "verd", " verdict:  how the story ended  ·  tab completes", " verdict:"],
    [
      "a verdict",
      "verdict:refu",
      " refused  The SYN was answered with an RST: nothing listens there",
      " refused",
    ],
    ["a state", "state:CLOSE_W", " CLOSE_WAIT  its program must close  ·  enter applies", " CLOSE_WAIT"],
    ["a port", "8080", " port:8080  port of either end  ·  enter applies", " port:8080  id:8080"],
    [
      "an address on the screen",
      "server.host:",
      " 10.9.0.2  address of the server  ·  tab completes",
      " 10.9.0.2",
    ],
    [
      "Tab has taken the second",
      "verdict:re<tab><tab>",
      " refused  The SYN was answered",
      " reset [refused]",
    ],
    ["what is valid", "bytes>10k", " enter applies  ·  esc leaves  ·  ctrl-u clears", ""],
  ])("%s: what is offered, what it means", (_what, keys, meaning, offered) => {
    const lines = onScreen(filtered(keys, 90, drawing()));
    expect(lines[1]).toContain(meaning);
    expect(lines[2] ?? "").toContain(offered);
  });

  test.each(["en", "zh"] as const)("every key, side and operator has its meaning (%s)", (lang) => {
    const how = drawing({ lang });
    for (const { text } of openFilterPrompt(null, [], []).offers) {
      const [line = ""] = filtered(text.slice(0, -1), 200, how).slice(1);
      expect(line).toContain(text);
      expect(line.replace(text, "").split("·")[0]?.trim()).not.toBe("");
    }
    for (const { text } of completeSelect("client.").candidates) {
      expect(filtered(text.slice(0, -1), 200, how)[1]).toContain(
        lang === "en" ? "of the client" : "客户端的",
      );
    }
  });

  test("to take the filter off is said where one is in force", () => {
    expect(onScreen(filtered("<ctrl-u>", 80, drawing(), "port:80"))[1]).toContain("enter removes the filter");
  });

  test("in Chinese", () => {
    expect(onScreen(filtered("verdict:refusd<enter>", 80, drawing({ lang: "zh" })))[1]).toContain(
      "是不是 refused？",
    );
    expect(onScreen(filtered("verd", 80, drawing({ lang: "zh" })))[1]).toBe(
      " verdict:  最终结果  ·  tab 补全",
    );
  });
});

test("a time says where it leads before Enter", () => {
  const lines = onScreen(gone("1m", 80, drawing()));
  expect(lines[1]).toMatch(/^ \d\d:\d\d:55, 1 min after the first packet$/);
  expect(lines[2]).toBe(" enter goes there  ·  esc leaves  ·  ctrl-u clears");
  expect(onScreen(gone("soon<enter>", 80, drawing()))[1]).toContain("✖ soon is no time");
});

test("a file's name is there to begin with; none is said to be missing", () => {
  expect(onScreen(written("", 80, drawing())).slice(0, 2)).toEqual([
    "write to connection-812.pcapng▏",
    " the packets of connection 812, as pcapng",
  ]);
  expect(onScreen(written("<ctrl-u><enter>", 80, drawing()))[1]).toBe(" ✖ a file needs a name");
});

describe("a text longer than the line", () => {
  const text = "abcdefghijklmnopqrstuvwxyz日本語日本語0123456789";

  test("plain letters stand where they would stand among others", () => {
    const plain = textField("x".repeat(30) + "0123456789".repeat(5));
    const mixed = textField("日".repeat(15) + "0123456789".repeat(5));
    for (let behind = 0; behind < 45; behind++) {
      const at = (field: typeof plain) => ({ ...field, cursor: field.text.length - behind });
      for (const how of DRAWINGS) {
        const line = fieldLine("filter", at(plain), 25, how).line;
        if (!line.includes("x")) expect(line).toBe(fieldLine("filter", at(mixed), 25, how).line);
      }
    }
  });

  test.each([20, 21, 22, 33])(
    "in %i columns: the cursor is in sight wherever it stands, and with it its letter",
    (columns) => {
      for (const how of DRAWINGS) {
        for (let cursor = 0; cursor <= text.length; cursor++) {
          const { line, columnOf } = fieldLine("filter", { ...textField(text), cursor }, columns, how);
          const column = columnOf(cursor);
          expect(column).toBeGreaterThanOrEqual(7);
          expect(column).toBeLessThan(columns);
          expect(columnsOf(line)).toBeLessThanOrEqual(columns);
          if (how.color === "none") expect(line).toContain(how.ascii ? "_" : "▏");
          else expect(line).toContain("\u001b[7m");
        }
      }
    },
  );
});

const keys = fc
  .array(
    fc.oneof(
      fc.constantFrom("state:", "CLOSE", "verdikt:x", "10.9", "80", " ", "(", "日本", "+1h", "50%", "14:03"),
      fc.constantFrom("<tab>", "<left>", "<home>", "<enter>", "<backspace>", "<up>"),
      fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replaceAll("<", "")),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

test("whatever is typed: three lines, none wider than the screen, in every way of drawing", () => {
  fc.assert(
    fc.property(keys, fc.constantFrom(...WIDTHS), fc.constantFrom(...DRAWINGS), (typed, columns, how) => {
      for (const lines of [
        filtered(typed, columns, how),
        gone(typed, columns, how),
        written(typed, columns, how),
      ]) {
        expect(lines).toHaveLength(PROMPT_ROWS);
        for (const line of lines) {
          expect(columnsOf(line)).toBeLessThanOrEqual(columns);
          expect(stripVTControlCharacters(line)).not.toMatch(/\p{Cc}/u);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("with --ascii nothing of ours is beyond it", () => {
  for (const columns of WIDTHS) {
    const how = drawing({ ascii: true });
    const lines = [
      ...filtered("verdict:re<tab>", columns, how),
      ...filtered("verdict:refusd<enter>", columns, how),
      ...filtered("", columns, how, "port:80"),
      ...gone("99h", columns, how),
      ...written("", columns, how),
    ];
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
  }
});
