// The library's door, as a program uses it: inputs of every kind in, plain objects out, nothing printed.
import { Readable } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import { type AnalyzeOptions, analyze, CaptureError, SelectError } from "../src/index.ts";
import { scenario } from "./notation/scenario.ts";

const BYTES = scenario(`
  @0  client:40001 > server:80  S   0:0
      server:80 > client:40001  S.  0:0   ack 1
      client:40001 > server:80  .   1:1   ack 1
  @1  client:40002 > server:81  S   0:0
      server:81 > client:40002  R.  seq=0 ack 1
`).bytes();

const verdicts = async (...call: Parameters<typeof analyze>) =>
  (await analyze(...call)).connections.map(({ id, verdict }) => `${id} ${verdict}`);

test("bytes, streams of bytes and arrays of either are captures", async () => {
  const both = ["1 open", "2 refused"];
  expect(await verdicts(BYTES)).toEqual(both);
  expect(await verdicts(Readable.from([BYTES.subarray(0, 30), BYTES.subarray(30)]))).toEqual(both);
  expect(await verdicts({ name: "upload", bytes: [BYTES] })).toEqual(both);
  expect((await analyze([BYTES, BYTES])).summary.packets).toBe(10);
});

test("prints nothing", async () => {
  const writes = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write"));
  await analyze(BYTES);
  await analyze("absent.pcap").catch(() => {});
  for (const write of writes) expect(write).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test("select chooses connections, the sums are about all", async () => {
  const report = await analyze(BYTES, { select: "verdict:refused" });
  expect(report.connections.map(({ id }) => id)).toEqual([2]);
  expect(report.summary.connections).toBe(2);
});

test("onConnection takes them as they finish, and none are kept", async () => {
  const told: number[] = [];
  const { connections } = await analyze(BYTES, { onConnection: ({ id }) => told.push(id) });
  expect(told.sort()).toEqual([1, 2]);
  expect(connections).toEqual([]);
});

describe("onEvent", () => {
  const told = async (options: AnalyzeOptions) => {
    const events: string[] = [];
    await analyze(BYTES, {
      ...options,
      onEvent({ seq, kind, connection }) {
        if (kind !== "state") events.push(`${connection} ${kind}`);
        expect(seq).toBeGreaterThan(0);
      },
    });
    return events;
  };

  test("takes what happens, in the order of time", async () => {
    expect(await told({})).toEqual(["1 open", "2 refused", "2 finding"]);
  });

  test("of what is selected only", async () => {
    expect(await told({ select: "id:1" })).toEqual(["1 open"]);
  });
});

describe("refuses", () => {
  test("what is no capture: CaptureError with a code", async () => {
    const refused = await analyze("absent.pcap").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CaptureError);
    expect(refused).toMatchObject({ code: "not-found", file: "absent.pcap" });
  });

  test("an expression that says nothing: SelectError with a column", async () => {
    const refused = await analyze(BYTES, { select: "port:80 verdikt:open" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SelectError);
    expect(refused).toMatchObject({ column: 9 });
  });

  test.each<AnalyzeOptions>([
    { msl: 0 },
    { msl: -1 },
    { msl: Number.NaN },
    { maxConnections: 0 },
    { maxConnections: 1.5 },
    { closeWaitAge: 0 },
    { closeWaitAge: Infinity },
    { closeWaitCount: 0 },
    { closeWaitCount: 2.5 },
    { lang: "de" as "en" },
    { since: { offsetSeconds: Number.NaN } },
  ])("figures that make no sense: %o", async (options) => {
    await expect(analyze(BYTES, options)).rejects.toThrow(RangeError);
  });
});
