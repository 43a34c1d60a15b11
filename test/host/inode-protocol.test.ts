// The lines between the program and what keeps root: only what is one counts.
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerLine, LineCutter, readAnswerLine, readQuestion } from "../../src/host/inode-protocol.ts";

test("a question is an inode, and nothing else", () => {
  expect(readQuestion("4711")).toBe(4711);
  expect(readQuestion("4294967295")).toBe(4_294_967_295);
  for (const line of [
    "",
    "0",
    "-1",
    "4711 ",
    " 4711",
    "1e3",
    "4294967296",
    "99999999999",
    "../1",
    "4711\r",
    "٣",
  ])
    expect(readQuestion(line), JSON.stringify(line)).toBeNull();
});

test("an answer comes back as it was given", () => {
  const owner = { pid: 4711, name: "a b (c)", containerId: null };
  const inside = { pid: 1, name: "", containerId: "web-1" };
  for (const each of [owner, inside, null])
    expect(readAnswerLine(answerLine(7, each).slice(0, -1))).toEqual({ inode: 7, owner: each });
});

test("lines that are no answers are none", () => {
  for (const line of ["", "7", "7 x - name", "7 1", "x 1 - name", "7 1 a/b name"])
    expect(readAnswerLine(line)).toBeNull();
});

test("lines are the same however they are cut, and one without end takes no memory", () => {
  const cut = (pieces: readonly string[]) => {
    const cutter = new LineCutter();
    return pieces.flatMap((piece) => [...cutter.take(piece)]);
  };
  fc.assert(
    fc.property(fc.array(fc.string()), (pieces) => {
      expect(cut(pieces)).toEqual(cut([pieces.join("")]));
    }),
  );
  expect(cut(["1\n", "x".repeat(1000), "x\n2\n", `${"y".repeat(300)}\n3\n`])).toEqual(["1", "2", "3"]);
});
