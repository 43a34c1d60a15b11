// What can be captured on, beside what the system itself and tcpdump say; in a network namespace with
// interfaces made for it.
import { execFileSync, spawnSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { listInterfaces } from "../../../src/capture/live/interfaces.ts";
import { libpcapFile } from "../libpcap-file.ts";

const linux = process.platform === "linux";
const isRoot = process.getuid?.() === 0;
const inNamespace =
  isRoot && linux && spawnSync("unshare", ["-n", "ip", "tuntap", "add", "t0", "mode", "tun"]).status === 0;
const hasTcpdump = spawnSync("tcpdump", ["--version"]).status === 0;

const silent = (line: string) => {
  throw new Error(`complained: ${line}`);
};

describe.skipIf(libpcapFile === null)("the interfaces", () => {
  it("have the addresses that Node knows, and more interfaces than Node tells of", async () => {
    const { interfaces } = await listInterfaces(silent);
    const addresses = new Set(
      interfaces.flatMap(({ name, addresses }) =>
        addresses.map(({ ip, prefixLength }) => `${name} ${ip}/${prefixLength}`),
      ),
    );
    const known = Object.entries(networkInterfaces()).flatMap(([name, list = []]) => {
      return list.map(({ cidr }) => `${name} ${cidr}`);
    });
    expect(known.length).toBeGreaterThan(0);
    for (const address of known) expect(addresses).toContain(address);
  });

  it("are in libpcap's order, and one is the default", async () => {
    const { interfaces, leftOut, libpcap } = await listInterfaces(silent);
    expect(libpcap).toMatch(/^libpcap version/);
    if (hasTcpdump) {
      const listed = execFileSync("tcpdump", ["-D"], { encoding: "utf8" });
      const names = [...listed.matchAll(/^\d+\.(\S+)/gm)].map(([, name]) => name as string);
      expect(interfaces.map(({ name }) => name)).toEqual(names.filter((name) => !leftOut.includes(name)));
    }
    const chosen = interfaces.filter((listed) => listed.default);
    expect(chosen.length).toBe(1);
    expect(chosen[0]).toMatchObject({ up: true });
    expect(chosen[0]?.name).not.toBe("any");
    const loopback = interfaces.filter((listed) => listed.loopback);
    expect(loopback.flatMap(({ addresses }) => addresses)).toContainEqual({
      ip: "127.0.0.1",
      prefixLength: 8,
    });
  });

  it.skipIf(!linux)("are told without root; whether one may capture is told too", async () => {
    expect((await listInterfaces(silent)).permitted).toBe(isRoot);
  });
});

/** The first bytes of a capture file, up to its link type. */
const LINK_TYPE_AT = 20;

describe.skipIf(!inNamespace || libpcapFile === null || !hasTcpdump)(
  "made interfaces (skipped without root, ip and tcpdump)",
  () => {
    // One script: the namespace goes with it.
    const script = `
      ip link set lo up
      ip link add veth0 type veth peer name veth1
      ip link add bridge0 type bridge
      ip tuntap add tun0 mode tun; ip tuntap add tap0 mode tap
      ip addr add 10.1.2.3/20 dev veth0
      ip -6 addr add fd00:5::1/56 dev veth0 nodad
      for name in veth0 veth1 bridge0 tun0; do ip link set $name up; done
      mount -t sysfs none /sys
      node bin/shakedown.js interfaces --format json
      for name in lo veth0 bridge0 tun0 tap0; do
        ip link set $name up
        echo "$name $(timeout 0.5 tcpdump -Z root -U -i $name -w - 2>/dev/null | head -c 24 | od -An -tu4 -j ${LINK_TYPE_AT})"
      done >&2`;
    const ran = spawnSync("unshare", ["-m", "-n", "sh", "-c", script], { encoding: "utf8" });
    const { interfaces } = ran.status === 0 ? JSON.parse(ran.stdout) : { interfaces: [] };
    const named = (name: string) => interfaces.find((listed: { name: string }) => listed.name === name);

    it("are up or not, connected or not, with their addresses", () => {
      expect(named("veth0")).toMatchObject({ up: true, running: true, loopback: false });
      expect(named("veth0").addresses).toEqual(
        expect.arrayContaining([
          { ip: "10.1.2.3", prefixLength: 20 },
          { ip: "fd00:5::1", prefixLength: 56 },
        ]),
      );
      expect(interfaces.find((listed: { default: boolean }) => listed.default).name).toMatch(/^veth[01]$/);
      // A tun that no program holds is on and leads nowhere.
      expect(named("tun0")).toMatchObject({ up: true, running: false, default: false });
      expect(named("tap0")).toMatchObject({ up: false, running: false });
      expect(named("any")).toMatchObject({ linkType: "linux-sll2" });
    });

    it("have the link type with which tcpdump captures on them", () => {
      const NAMES = new Map([
        ["1", "ethernet"],
        ["101", "raw"],
      ]);
      const captured = [...ran.stderr.matchAll(/^(\S+) +(\d+)$/gm)];
      expect(captured.map(([, name]) => name)).toEqual(["lo", "veth0", "bridge0", "tun0", "tap0"]);
      for (const [, name = "", linkType = ""] of captured) {
        expect({ name, linkType: named(name).linkType }).toEqual({ name, linkType: NAMES.get(linkType) });
      }
    });
  },
);
