// Whose port a connection was opened to, by the addresses that this machine listens at.
import { expect, test } from "vitest";
import { KernelSocket } from "../../../src/host/kernel-socket.ts";
import type { SocketOwners } from "../../../src/host/socket-owners.ts";
import { HostListeners } from "../../../src/session/host/host-listeners.ts";

type Address = [number, number, number, number];
const ANY_4: Address = [0, 0, 0xffff, 0];
const ANY_6: Address = [0, 0, 0, 0];
const LOOPBACK_4: Address = [0, 0, 0xffff, 0x7f000001];
const LOOPBACK_6: Address = [0, 0, 0, 1];

/** The process that holds the socket has the number of its inode. */
const owners = {
  of: (inode: number) => ({ pid: inode, name: "server", containerId: null }),
} as unknown as SocketOwners;

function listening(...addresses: Address[]): HostListeners {
  const listeners = new HostListeners(owners);
  for (const [index, [local0, local1, local2, local3]] of addresses.entries()) {
    const socket = Object.assign(new KernelSocket(), { local0, local1, local2, local3 });
    listeners.see(Object.assign(socket, { state: "LISTEN", localPort: 80, inode: index + 1 }));
  }
  listeners.finish();
  return listeners;
}

const holder = (listeners: HostListeners, address: Address) =>
  listeners.processAt(...address, 80)?.pid ?? null;

test("0.0.0.0 takes IPv4 only: [::1] at its port is nobody's", () => {
  const listeners = listening(ANY_4);
  expect(holder(listeners, LOOPBACK_4)).toBe(1);
  expect(holder(listeners, LOOPBACK_6)).toBeNull();
  expect(listeners.isListening(...LOOPBACK_6, 80)).toBe(false);
});

test(":: takes both, as Linux does unless told otherwise", () => {
  const listeners = listening(ANY_6);
  expect([holder(listeners, LOOPBACK_4), holder(listeners, LOOPBACK_6)]).toEqual([1, 1]);
});

test("where both listen, each takes its own", () => {
  const listeners = listening(ANY_6, ANY_4);
  expect([holder(listeners, LOOPBACK_4), holder(listeners, LOOPBACK_6)]).toEqual([2, 1]);
});

test("the one at this very address goes first", () => {
  const listeners = listening(ANY_4, LOOPBACK_4);
  expect(holder(listeners, LOOPBACK_4)).toBe(2);
  expect(holder(listeners, [0, 0, 0xffff, 0x0a090001])).toBe(1);
});
