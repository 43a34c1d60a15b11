// Handles by the ids of connections.
import { expect, it } from "vitest";
import { IdIndex } from "../../../../src/session/screen/rows/id-index.ts";

it("finds what is in it, and nothing else", () => {
  const index = new IdIndex();
  for (let id = 1; id <= 5000; id++) index.set(id, id * 2);
  for (let id = 1; id <= 5000; id += 3) index.delete(id);
  index.delete(99_999);
  for (let id = 1; id <= 5000; id++) expect(index.get(id)).toBe(id % 3 === 1 ? -1 : id * 2);
  expect(index.get(5001)).toBe(-1);
});

// (Where removing looks at all that follow, these would be 10¹¹ looks.)
it("forgets the oldest of very many as quickly as of few", () => {
  const index = new IdIndex();
  const most = 300_000;
  for (let id = 1; id <= most * 2; id++) {
    if (id > most) index.delete(id - most);
    index.set(id, id % most);
  }
  expect(index.get(most)).toBe(-1);
  expect(index.get(most + 1)).toBe(1);
  expect(index.get(most * 2)).toBe(0);
});
