// What is said to somebody who may not capture: what is missing, and what to type.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { missingRight, type Rights, rightsOfThisProcess } from "../../../src/capture/live/permissions.ts";

const ALL = "000001ffffffffff";
/** Without bit 13 (linux/capability.h: CAP_NET_RAW). */
const WITHOUT_NET_RAW = "000001ffffffdfff";
const FIRST_NAMESPACE = "         0          0 4294967295\n";
const COMMAND = "/usr/bin/node shakedown.js live eth0";

function said(rights: Partial<Rights>): string {
  const user: Rights = {
    platform: "linux",
    root: false,
    status: `Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t${ALL}\n`,
    uidMap: FIRST_NAMESPACE,
    becomeRoot: "sudo",
    hasBpfGroup: false,
  };
  return missingRight({ ...user, ...rights }, COMMAND);
}

test("on Linux the capability is named, and the command with the one that makes root here", () => {
  expect(said({})).toBe(
    `this user lacks CAP_NET_RAW; run sudo ${COMMAND}, or see "Without root" in shakedown live --help`,
  );
  expect(said({ becomeRoot: "doas" })).toContain(`run doas ${COMMAND}, or`);
  expect(said({ becomeRoot: "" })).toContain(`run su -c '${COMMAND}', or`);
  expect(missingRight({ ...rightsOfThisProcess(), root: false, becomeRoot: "" }, "a 'b c'")).toContain(
    String.raw`su -c 'a '\''b c'\'''`,
  );
});

test("where nobody has the capability, root is not proposed", () => {
  const status = `CapEff:\t0000000000000000\nCapBnd:\t${WITHOUT_NET_RAW}\n`;
  for (const root of [true, false]) {
    expect(said({ status, root })).toMatch(/^CAP_NET_RAW is withheld from this container.*--cap-add NET_RAW/);
    expect(said({ status, root })).not.toContain("sudo");
  }
});

test("root of a user namespace is not root of the network", () => {
  expect(said({ root: true, uidMap: "         0       1000          1\n" })).toMatch(
    /^root of a user namespace .*unshare -rn/,
  );
  expect(said({ root: true })).toMatch(/^even root may not.*SELinux/);
});

test("on macOS and BSD it is the devices, and the group that ChmodBPF makes", () => {
  expect(said({ platform: "darwin" })).toBe(
    `the devices /dev/bpf* are root's; run sudo ${COMMAND}, or install ChmodBPF: brew install --cask wireshark-chmodbpf`,
  );
  expect(said({ platform: "darwin", hasBpfGroup: true })).toMatch(
    /^this user is not in the group access_bpf; run sudo dseditgroup -o edit -a "\$USER" -t user access_bpf/,
  );
  expect(said({ platform: "freebsd" })).toBe(`the devices /dev/bpf* are root's; run sudo ${COMMAND}`);
});

test.skipIf(process.platform !== "linux")("this process is described as id and /proc say", () => {
  const { root, status, uidMap } = rightsOfThisProcess();
  expect(root).toBe(spawnSync("id", ["-u"], { encoding: "utf8" }).stdout === "0\n");
  expect(status).toMatch(/^CapBnd:\t[0-9a-f]{16}$/m);
  expect(uidMap).toMatch(/^\s*\d+\s+\d+\s+\d+$/m);
});
