// `shakedown show` as it is called: formats, wrong words, `--write`.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "./captured-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "show-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const TOUR = fixture("tour.pcapng");
const CROSSING = fixture("kernels/close-crossing/client.pcapng");
const NARROW = { env: { COLUMNS: "80" } };

interface Summed {
  readonly summary: { readonly connections: number; readonly tcpPackets: number };
  readonly connections: readonly { readonly verdict: string; readonly findings: readonly { id: string }[] }[];
}

async function read(path: string): Promise<Summed> {
  return JSON.parse((await run(["read", path, "--format", "json"])).stdout) as Summed;
}

describe("shakedown show", () => {
  it("draws a recorded crossing close as the textbook does", async () => {
    const { exitCode, stdout, stderr } = await run(["show", CROSSING, "1"], NARROW);
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    const states = stdout.split("\n").flatMap((line) => /│(.*)│/.exec(line) ?? []);
    expect(states.length).toBeGreaterThan(8);
    expect(stdout).toContain("SYN_SENT    │── SYN seq=x ─");
    expect(stdout).toMatch(/◀─+ SYN ACK seq=y ack=x\+1 ──│ SYN_RECEIVED/);
    expect(stdout).toMatch(/FIN_WAIT_1 {2}│── FIN seq=x\+11 ack=y\+1 ─+▶│/);
    // The first FIN was not received when the second was sent: no CLOSE_WAIT ever.
    expect(stdout).not.toContain("CLOSE_WAIT");
    expect(stdout).toMatch(/◀─+ FIN seq=y\+1 ack=x\+11 ──│ FIN_WAIT_1/);
    expect(stdout).toContain("TIME_WAIT");
    expect(stdout).toMatch(/^x = \d+, y = \d+$/m);
  });

  it("prints the segments as JSON, with the connection that they make", async () => {
    const { stdout } = await run(["show", TOUR, "1", "--format", "json"]);
    const { connection, entries } = JSON.parse(stdout) as {
      connection: { id: number; client: { packets: number }; server: { packets: number } };
      entries: { kind: string; packet: number; client: string }[];
    };
    expect(connection.id).toBe(1);
    const segments = entries.filter(({ kind }) => kind === "segment");
    expect(segments.length).toBe(connection.client.packets + connection.server.packets);
    expect(segments[0]?.client).toBe("SYN_SENT");
  });

  it("gives a Mermaid sequence diagram and a picture without anything from elsewhere", async () => {
    const { stdout: mermaid } = await run(["show", TOUR, "1", "--format", "mermaid"]);
    expect(mermaid).toMatch(/^sequenceDiagram\n/);
    expect(mermaid).toMatch(/client->>server: \[1, 0 s\] SYN seq=x\n/);
    const { stdout: svg } = await run(["show", TOUR, "1", "--format", "svg"]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(svg.match(/https?:\/\//g)).toEqual(["http://"]);
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg).toContain(">SYN ACK seq=y ack=x+1</text>");
    expect(svg.match(/<text /g)?.length).toBe(svg.match(/<\/text>/g)?.length);
  });

  it("speaks Chinese; states and numbers stay", async () => {
    const { stdout } = await run(["show", TOUR, "1", "--lang", "zh"]);
    expect(stdout).toContain("客户端");
    expect(stdout).toContain("SYN_RECEIVED");
  });

  it("says which connections there are where there is none of that number", async () => {
    const { connections } = (await read(TOUR)).summary;
    const { exitCode, stdout, stderr } = await run(["show", TOUR, "999"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(
      `shakedown: show: there is no connection 999: ${TOUR} has connections 1 to ${connections}\n`,
    );
  });

  it.each([
    [["show", TOUR], "no connection is named"],
    [["show", TOUR, "first"], '"first" is no number of a connection'],
    [["show", TOUR, "0"], '"0" is no number of a connection'],
    [["show", TOUR, "1", "2"], `one connection at a time; shakedown show ${TOUR} 1`],
    [["show", "7"], "no capture is named"],
    [["show", TOUR, "1", "--write", "-"], "needs the name of a file"],
    [["show", TOUR, "1", "--write", ""], "needs the name of a file"],
    [["show", TOUR, "1", "--write", TOUR], "is one of the captures to read"],
    [["show", TOUR, "1", "--write", "/nowhere/out.pcapng"], "there is no folder /nowhere"],
    [["read", TOUR, "--write", tmpdir()], "is a directory"],
  ])("refuses %j in one line", async (argv, complaint) => {
    const { exitCode, stdout, stderr } = await run(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(complaint);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("--write", () => {
  it("writes the packets of one connection, of which the same is told again", async () => {
    const out = join(folder, "one.pcapng");
    const { exitCode, stderr } = await run(["show", TOUR, "5", "--write", out]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^shakedown: \d+ packets of 1 connection written to /);
    const [was, is] = [await read(TOUR), await read(out)];
    expect(is.connections).toHaveLength(1);
    expect(is.connections[0]?.verdict).toBe(was.connections[4]?.verdict);
    expect(readdirSync(folder)).toEqual(["one.pcapng"]);
  });

  it("writes what is selected, and every TCP packet where everything is", async () => {
    const all = join(folder, "all.pcapng");
    await run(["read", TOUR, "--write", all, "--quiet"]);
    const [was, is] = [await read(TOUR), await read(all)];
    expect(is.summary.tcpPackets).toBe(was.summary.tcpPackets);
    expect(is.connections.map(({ verdict }) => verdict)).toEqual(
      was.connections.map(({ verdict }) => verdict),
    );
    const closed = join(folder, "closed.pcapng");
    await run(["read", TOUR, "--select", "verdict:closed", "--write", closed, "--format", "csv"]);
    const selected = was.connections.filter(({ verdict }) => verdict === "closed").length;
    expect((await read(closed)).connections.map(({ verdict }) => verdict)).toEqual(
      Array(selected).fill("closed"),
    );
  });

  it("replaces a file that is there, as tcpdump does", async () => {
    const out = join(folder, "there.pcapng");
    writeFileSync(out, "something else");
    await run(["show", TOUR, "1", "--write", out]);
    expect((await read(out)).connections).toHaveLength(1);
  });

  it("never writes over what it reads, whatever the name", async () => {
    const copy = join(folder, "input.pcapng");
    copyFileSync(TOUR, copy);
    const { exitCode } = await run([
      "show",
      copy,
      "1",
      "--write",
      join(folder, ".", "..", folder.split("/").at(-1) as string, "input.pcapng"),
    ]);
    expect(exitCode).toBe(2);
    expect((await read(copy)).summary).toEqual((await read(TOUR)).summary);
  });

  it.skipIf(!hasTshark())("is read by Wireshark, times and comments too (needs tshark)", async () => {
    const out = join(folder, "wireshark.pcapng");
    await run(["show", TOUR, "5", "--write", out]);
    const fields = ["-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.comment"];
    const rows = tshark(["-r", out, ...fields]);
    const numbers = (
      JSON.parse((await run(["show", TOUR, "5", "--format", "json"])).stdout) as {
        entries: { packet?: number }[];
      }
    ).entries.flatMap(({ packet }) => packet ?? []);
    const original = tshark(["-r", TOUR, "-Y", `frame.number in {${numbers.join(",")}}`, ...fields]);
    const bare = (row: string) => row.split("\t").slice(0, 2);
    expect(rows.map(bare)).toEqual(original.map(bare));
    expect(rows[0]).toContain("connection 5: ");
    expect(rows.slice(1).every((row) => row.endsWith("\t"))).toBe(true);
  });
});

function hasTshark(): boolean {
  return ["/usr/bin/tshark", "/usr/local/bin/tshark"].some(existsSync);
}

function tshark(argv: readonly string[]): string[] {
  return execFileSync("tshark", argv, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .split("\n")
    .filter((row) => row !== "");
}
