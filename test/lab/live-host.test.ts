// What `shakedown live` knows of the host that it runs on, where the other end is another host: the kernel's
// states and processes as `ss -tnp` prints them there, and where the kernel contradicts the wire.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { endpointName } from "./compare-states.ts";
import type { Socket } from "./host.ts";
import { Lab, pause } from "./lab.ts";
import { LiveRecorder } from "./live-recorder.ts";
import { missingForLab, type Namespace, uniqueName } from "./namespaces.ts";
import type { Vantage } from "./scenario.ts";
import { readSocketStates } from "./socket-states.ts";

vi.setConfig({ testTimeout: 120_000 });

const missing = missingForLab();
const FIRST_PORT = 40_001;
/** Eight are left open by the server's program, two go on, and one is closed by both. */
const LEAKED = 8;
const OPEN = 2;
const IN_CLOSE_WAIT_SECONDS = 2;
/** Quiet for a second before it is told, on a machine that has much to do. */
const SETTLED_MILLISECONDS = 2000;
/** Two lists of sockets 1.5 s apart, on such a machine, and the same second. */
const DIFFERS_MILLISECONDS = 5000;

interface OwnedSocket {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  /** Null where the kernel holds it alone. */
  readonly process: { readonly pid: number; readonly name: string } | null;
}

describe.skipIf(missing !== null)(`live on a host${missing === null ? "" : ` (${missing})`}`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shakedown-live-host-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each(["server", "client"] satisfies Vantage[])(
    "at the %s of a leak: who does not close, states and processes as ss -tnp prints them",
    async (vantage) => {
      const { records, owned, told } = await leak(vantage);
      const own = (record: ConnectionRecord) => record[vantage];
      const other = (record: ConnectionRecord) => record[vantage === "server" ? "client" : "server"];
      expect(records).toHaveLength(LEAKED + OPEN + 1);
      expect(
        records
          .filter((record) => typeof own(record).kernelState === "string")
          .map(shown)
          .sort(),
      ).toEqual(owned.map(({ local, remote, state }) => `${local} ${remote} ${state} ${state}`).sort());
      for (const record of records) {
        expect(other(record)).not.toHaveProperty("process");
        expect(other(record)).not.toHaveProperty("kernelState");
        const socket = owned.find(({ local }) => local === endpointName(record, vantage));
        if (vantage === "client" && socket?.process)
          expect(own(record).process).toMatchObject(socket.process);
        if (vantage === "server") expect(own(record).process).toMatchObject(theOne(owned));
      }
      const stuck = told.flatMap(({ event }) => (event.kind === "finding" ? [event.finding] : []));
      expect(new Set(stuck.map(({ id }) => id))).toEqual(new Set(["close-wait-stuck"]));
      expect(new Set(stuck.map(({ summary }) => summary.includes(`pid ${theOne(owned).pid} (`)))).toEqual(
        new Set([vantage === "server"]),
      );

      function shown(record: ConnectionRecord): string {
        const { state, kernelState } = own(record);
        const ends = [endpointName(record, "client"), endpointName(record, "server")];
        if (vantage === "server") ends.reverse();
        return `${ends.join(" ")} ${kernelState} ${state}`;
      }
    },
  );

  test("a FIN that the host's own packet filter keeps: the kernel's state is not the wire's", async () => {
    let kernel: readonly OwnedSocket[] = [];
    const { records, told, asked } = await watch("server", [], async (lab) => {
      const listener = await lab.server.listen({ port: 80 });
      const { client, server } = await lab.open(FIRST_PORT, listener, 80);
      await client.send(10);
      await server.receive(10);
      await lab.server.namespace.filter("output", "tcp flags & fin == fin drop");
      await server.close();
      await pause(DIFFERS_MILLISECONDS);
      kernel = await ownedSockets(lab.server.namespace);
    });
    expect(kernel.map(({ state }) => state)).toEqual(["FIN_WAIT_1"]);
    expect(records).toMatchObject([
      {
        verdict: "open",
        server: { state: "ESTABLISHED", kernelState: "FIN_WAIT_1" },
        findings: [{ id: "state-mismatch", endpoint: "server", kernel: "FIN_WAIT_1", wire: "ESTABLISHED" }],
      },
    ]);
    expect(told.flatMap(({ event, heard }) => (event.kind === "finding" ? [heard < asked] : []))).toEqual([
      true,
    ]);
  });

  /** The server's program never closes; seen at one end, and asked there what ss says, before it ends. */
  async function leak(vantage: Vantage) {
    let owned: OwnedSocket[] = [];
    const age = String(IN_CLOSE_WAIT_SECONDS);
    const { records, told } = await watch(vantage, ["--close-wait-age", age], async (lab) => {
      const listener = await lab.server.listen({ port: 80 });
      const pairs: { client: Socket; server: Socket }[] = [];
      for (let index = 0; index < LEAKED + OPEN + 1; index++)
        pairs.push(await lab.open(FIRST_PORT + index, listener, 80));
      for (const { client } of pairs.slice(0, LEAKED)) await client.shutdown();
      const closed = pairs.at(-1);
      await closed?.server.close();
      await closed?.client.close();
      await pause(IN_CLOSE_WAIT_SECONDS * 1000 + SETTLED_MILLISECONDS);
      owned = await ownedSockets(lab[vantage].namespace);
    });
    return { records, told, owned };
  }

  /** `live` at one end, asked for everything that passes. */
  async function watch(vantage: Vantage, argv: readonly string[], play: (lab: Lab) => Promise<void>) {
    const recorders: LiveRecorder[] = [];
    await Lab.run("wire", folder, play, {}, async (host) => {
      if (host.side !== vantage) return { stop: async () => {} };
      const file = join(folder, `${uniqueName()}.pcapng`);
      const live = await LiveRecorder.start(host.namespace, file, argv);
      recorders.push(live);
      return live;
    });
    return recorders[0] as LiveRecorder;
  }
});

/** The one process that holds sockets there. */
function theOne(owned: readonly OwnedSocket[]): { pid: number; name: string } {
  const [process, another] = [
    ...new Map(owned.map(({ process }) => [process?.pid, process])).values(),
  ].filter((one) => one !== null);
  if (!process || another) throw new Error(`not one process: ${JSON.stringify(owned)}`);
  return process;
}

/** What `ss -tnp` says, but for what listens. */
async function ownedSockets(namespace: Namespace): Promise<OwnedSocket[]> {
  const lines = (await namespace.run("ss", "-tanpH")).split("\n").filter((line) => line !== "");
  return lines.flatMap((line) => {
    const [socket] = readSocketStates("server", line);
    if (socket === undefined || socket.state === "LISTEN") return [];
    const { local, remote, state } = socket;
    const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(line) ?? [];
    return [{ local, remote, state, process: name === undefined ? null : { pid: Number(pid), name } }];
  });
}
