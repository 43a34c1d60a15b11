// The view of the services: what is seen at every size.
import { describe, expect, test } from "vitest";
import { servicesLines } from "../../../../src/present/dashboard/views/services.ts";
import { allDrawings, drawingIn, expectToFit, SPACES, uncoloured } from "../drawn-lines.tsx";
import { serviceRow, servicesBody } from "../sample-frames.ts";
import { sessionOf, shownBy, TOUR } from "./session-of.ts";

const SORTING = { order: "trouble", reverse: false } as const;
const BODY = servicesBody({
  rows: [
    serviceRow(8080),
    serviceRow(81, { refused: 4000, finding: { id: "connection-refused", severity: "error", count: 4000 } }),
    serviceRow(5432, {
      ip: "2001:db8:85a3:1:2:8a2e:370:7334",
      handshakeMedianSeconds: null,
      handshake95Seconds: null,
      closeWaitNow: 0,
      finding: null,
      process: { pid: null, name: null, containerId: null, uid: 0 },
    }),
    serviceRow(443, { process: { pid: 7, name: "a\x1b[31mb", containerId: null, uid: 0 } }),
  ],
});

describe("on every screen", () => {
  test.each(SPACES)(
    "of $columns columns each service, what is wrong and CLOSE_WAIT are seen",
    async (space) => {
      for (const drawing of await allDrawings()) {
        const lines = servicesLines(BODY, 1, SORTING, space, drawing);
        expectToFit(lines, space, drawing);
        expect(lines.length).toBe(1 + BODY.rows.length);
        const text = lines.map(uncoloured).join("\n");
        for (const part of ["10.9.0.2:8080", ":5432", "close-wai", "connectio", "CLOSE_WAIT"]) {
          expect(text).toContain(part);
        }
        expect(uncoloured(lines[2] as string)).toMatch(/^[▸>] 10\.9\.0\.2:81 .* 4 k .*[✖x] connectio/);
      }
    },
  );

  test("of few lines the selected one is among them", async () => {
    const rows = Array.from({ length: 50 }, (_, at) => serviceRow(1000 + at));
    const lines = servicesLines(servicesBody({ rows }), 40, SORTING, SPACES[0]!, await drawingIn());
    expectToFit(lines, SPACES[0]!, await drawingIn());
    expect(lines.filter((line) => line.startsWith("▸"))).toHaveLength(1);
    expect(lines.join("\n")).toContain("▸ 10.9.0.2:1040");
  });
});

test("a wide screen says all of it", async () => {
  const [, leaking, , unmeasured] = servicesLines(BODY, 1, SORTING, SPACES[3]!, await drawingIn());
  expect(leaking?.trim().split(/ {2,}/)).toEqual([
    "10.9.0.2:8080",
    "12",
    "0",
    "1",
    "12",
    "12",
    "0.2 ms",
    "1.1 ms",
    "2",
    "120",
    "✖ close-wait-excess 12",
    "node 4711",
  ]);
  expect(unmeasured).toContain(" –  ");
  expect(unmeasured).toContain("[2001:db8:85a3:1:2:8a2e:370:7334]:5432");
});

test("names of processes move no cursor", async () => {
  const lines = servicesLines(BODY, 0, SORTING, SPACES[3]!, await drawingIn());
  expect(lines.join("\n")).not.toContain("\x1b");
  expect(lines.at(-1)).toContain("a\\x1b[31mb 7");
});

test("the order is marked at its column", async () => {
  const heading = (order: "trouble" | "refused", reverse: boolean) => async () =>
    servicesLines(BODY, 0, { order, reverse }, SPACES[2]!, await drawingIn())[0];
  expect(await heading("trouble", false)()).toContain("worst finding▾");
  expect(await heading("refused", true)()).toContain("refused▴");
});

test("where there is none, that is said", async () => {
  const drawing = await drawingIn();
  const text = (total: number) =>
    servicesLines(servicesBody({ rows: [], total }), 0, SORTING, SPACES[0]!, drawing).join("\n");
  expect(text(0)).toContain("No service so far");
  expect(text(3)).toContain("the filter lets through");
});

test("what the order goes by is seen on any screen", async () => {
  const lines = servicesLines(BODY, 0, { order: "handshake", reverse: false }, SPACES[0]!, await drawingIn());
  expect(lines[0]).toContain("handshake▾");
  expect(lines[1]).toContain("0.2 ms");
});

test("the tour: who refuses and who does not close", async () => {
  const tour = shownBy(await sessionOf(TOUR), "services");
  const text = servicesLines(tour, 0, SORTING, SPACES[0]!, await drawingIn()).join("\n");
  expect(text).toMatch(/10\.9\.0\.2:82 +0 +2 +0 ✖ connection-/);
  expect(text).toMatch(/10\.9\.0\.2:8080 +0 +0 +12 ✖ close-wait-/);
});
