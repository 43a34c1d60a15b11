// `shakedown interfaces`: the table, and what is said where something is missing.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import type { CaptureInterface, InterfaceList } from "../../src/capture/live/interfaces.ts";
import { interfaceTable } from "../../src/cli/interfaces.ts";
import { createStyle } from "../../src/present/terminal/style.ts";
import { libpcapFile } from "../capture/libpcap-file.ts";
import { run } from "./captured-terminal.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";
const PLAIN = createStyle("none");

function listed(name: string, more: Partial<CaptureInterface> = {}): CaptureInterface {
  const state = { up: true, running: true, loopback: false, wireless: false, default: false };
  return { name, description: null, ...state, linkType: "ethernet", addresses: [], ...more };
}

const LIST: InterfaceList = {
  libpcap: "libpcap version 1.10.3",
  permitted: true,
  interfaces: [
    listed("enp0s31f6", {
      default: true,
      addresses: [
        { ip: "192.0.2.17", prefixLength: 24 },
        { ip: "2001:db8:85a3:8d3:1319:8a2e:370:7348", prefixLength: 64 },
        { ip: "fe80::1319:8a2e:370:7348", prefixLength: 64 },
      ],
    }),
    listed("any", { linkType: "linux-sll" }),
    listed("lo", { loopback: true, addresses: [{ ip: "127.0.0.1", prefixLength: 8 }] }),
    listed("tun0", { linkType: "raw", running: false, addresses: [{ ip: "10.8.0.2", prefixLength: null }] }),
    listed("wg0", { linkType: null, up: false, running: false }),
    listed("nflog", { linkType: "nflog", up: false, running: false }),
  ],
  leftOut: ["bluetooth-monitor", "nfqueue"],
};

test("the table has a line an interface, in 80 columns", () => {
  const table = interfaceTable(LIST, 80, PLAIN);
  expect(table).toBe(`\
  interface  state          link type  addresses
* enp0s31f6  up             ethernet   192.0.2.17/24
                                       2001:db8:85a3:8d3:1319:8a2e:370:7348/64
                                       fe80::1319:8a2e:370:7348/64
  any        up             linux-sll  all interfaces at once
  lo         up, loopback   ethernet   127.0.0.1/8
  tun0       not connected  raw        10.8.0.2
  wg0        down           –
  nflog      –              nflog      what rules of nft or iptables log

* enp0s31f6 is captured on when none is named
  without TCP: bluetooth-monitor, nfqueue
`);
  expect(table.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("a wide screen takes several addresses on a line; nothing that a terminal would obey is printed", () => {
  expect(interfaceTable(LIST, 110, PLAIN)).toContain(
    "192.0.2.17/24  2001:db8:85a3:8d3:1319:8a2e:370:7348/64\n",
  );
  const hostile = { ...LIST, interfaces: [listed("\u001b[2J")], leftOut: [] };
  expect(interfaceTable(hostile, 80, PLAIN)).not.toContain("\u001b");
});

test("where there is none, it says so", () => {
  expect(interfaceTable({ ...LIST, interfaces: [] }, 80, PLAIN)).toBe(
    "There is no interface to capture on.\n",
  );
});

test.skipIf(libpcapFile === null)("json is the list, text the table of it", async () => {
  const { exitCode, stdout } = await run(["interfaces", "--format", "json"]);
  expect(exitCode).toBe(0);
  const { interfaces } = JSON.parse(stdout) as InterfaceList;
  expect(interfaces.length).toBeGreaterThan(1);
  const table = (await run(["interfaces"])).stdout;
  for (const { name } of interfaces) expect(table).toContain(`${name} `);
});

test("a format that there is not is refused", async () => {
  const { exitCode, stderr } = await run(["interfaces", "--format", "ndjson"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('unknown value "ndjson"');
});

const asNobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
const canBeNobody =
  isRoot && spawnSync("setpriv", [...asNobody, process.execPath, "bin/shakedown.js", "-V"]).status === 0;

test.skipIf(!canBeNobody || libpcapFile === null)(
  "without root the list is whole, and what is missing for capturing is said (skipped without root)",
  async () => {
    const ran = spawnSync("setpriv", [...asNobody, process.execPath, "bin/shakedown.js", "interfaces"], {
      encoding: "utf8",
    });
    expect(ran.status).toBe(0);
    expect(ran.stdout).toBe((await run(["interfaces"])).stdout);
    expect(ran.stderr).toMatch(
      /^shakedown: they cannot be captured on: this user lacks CAP_NET_RAW; run [^\n]* live, or see [^\n]*\n$/,
    );
  },
);

const hides = isRoot && spawnSync("unshare", ["-m", "true"]).status === 0;

test.skipIf(!hides || libpcapFile === null)(
  "without libpcap it is what Node knows, with the line that says what to install (skipped without root)",
  () => {
    const script = `
      for file in $(ldconfig -p | sed -n 's/.*=> \\(.*libpcap.*\\)/\\1/p'); do mount --bind /dev/null "$file"; done
      node bin/shakedown.js interfaces`;
    const { status, stdout, stderr } = spawnSync("unshare", ["-m", "sh", "-c", script], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toMatch(/lo +up, loopback +ethernet +127\.0\.0\.1\/8/);
    expect(stderr).toMatch(/^shakedown: libpcap is not installed; .*install.*\. Until then: .*\n$/);
  },
);
