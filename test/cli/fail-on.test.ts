import { describe, expect, test } from "vitest";
import { FailOn, parseFailOn } from "../../src/cli/fail-on.ts";
import type { ConnectionRecord, SubjectFinding } from "../../src/record/connection-record.ts";
import { sampleConnection, sampleFinding } from "../select/sample-connection.ts";

function matches(what: string, ...records: ConnectionRecord[]): boolean {
  const failOn = new FailOn(parseFailOn(what), false);
  for (const record of records) failOn.see(record);
  return failOn.matched;
}

const refused = sampleConnection({ id: 4, verdict: "refused" });
const warned = sampleConnection({ id: 7, findings: [sampleFinding("syn-retry", "warning")] });

describe("a connection matches", () => {
  test.each([
    ["refused", refused],
    ["open,refused", refused],
    ["Half_Closed", sampleConnection({ verdict: "half-closed" })],
    ["syn-retry", warned],
    ["warning", warned],
    ["info", warned],
    ["reset", sampleConnection({ verdict: "reset" })],
    ["reset", sampleConnection({ verdict: "closed", findings: [sampleFinding("reset", "info")] })],
  ])("%s", (what, record) => {
    expect(matches(what, record)).toBe(true);
    expect(matches(what, sampleConnection({ verdict: "partial" }), record)).toBe(true);
  });
});

describe("a connection does not match", () => {
  test.each([
    ["reset", refused],
    ["error", warned],
    ["syn-unanswered", warned],
    ["warning", sampleConnection()],
  ])("%s", (what, record) => {
    expect(matches(what, record)).toBe(false);
  });
});

describe("findings about more than one connection", () => {
  const excess: SubjectFinding = {
    ...sampleFinding("close-wait-excess", "error"),
    subject: { kind: "service", ip: "10.9.0.2", port: 8080 },
    connections: [7, 9],
  };

  test("match too", () => {
    const failOn = new FailOn(["close-wait-excess"], false);
    failOn.seeSubjects([excess]);
    expect(failOn.matched).toBe(true);
    expect(failOn.describe()).toBe("close-wait-excess");
    failOn.see(sampleConnection({ id: 2, findings: [sampleFinding("close-wait-excess", "error")] }));
    failOn.seeSubjects([excess]);
    expect(failOn.describe()).toBe("connection 2 and 2 close-wait-excess");
  });

  test("with --select only when one of theirs is reported", () => {
    const elsewhere = new FailOn(["error"], true);
    elsewhere.see(sampleConnection({ id: 8 }));
    elsewhere.seeSubjects([excess]);
    expect(elsewhere.matched).toBe(false);
    const here = new FailOn(["error"], true);
    here.see(sampleConnection({ id: 9 }));
    here.seeSubjects([excess]);
    expect(here.matched).toBe(true);
  });
});

test("what matched is told by ids, in ranges", () => {
  const failOn = new FailOn(["refused"], false);
  for (let id = 12; id >= 1; id--) failOn.see(sampleConnection({ id, verdict: "refused" }));
  expect(failOn.describe()).toBe("connections 1-12");
  const one = new FailOn(["refused"], false);
  one.see(refused);
  expect(one.describe()).toBe("connection 4");
});
