// Answers of the kernel's socket diagnostics, byte by byte: whole ones, and whatever damage may do to them.
import { endianness } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KernelSocket } from "../../src/host/kernel-socket.ts";
import { ENDED, FAILED, GOES_ON, readAnswer, requestOf } from "../../src/host/sock-diag-messages.ts";

const LITTLE = endianness() === "LE";
const SEQUENCE = 7;
const TYPE_SOCKET = 20;
const TYPE_DONE = 3;
const TYPE_ERROR = 2;

/** A netlink message: its type, its sequence number, and what it carries. */
function message(type: number, sequence: number, body: readonly number[]): number[] {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 16 + body.length, LITTLE);
  view.setUint16(4, type, LITTLE);
  view.setUint32(8, sequence, LITTLE);
  const padding = new Array((4 - (body.length % 4)) % 4).fill(0);
  return [...bytes, ...body, ...padding];
}

/** struct inet_diag_msg (linux/inet_diag.h). */
function socketBody(state: number, family = 2): number[] {
  const bytes = new Uint8Array(72);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, family);
  view.setUint8(1, state);
  view.setUint16(4, 8080);
  view.setUint16(6, 40000);
  bytes.set([10, 9, 0, 2], 8);
  bytes.set([10, 9, 0, 1], 24);
  view.setUint32(60, 5, LITTLE);
  view.setUint32(64, 1000, LITTLE);
  view.setUint32(68, 4711, LITTLE);
  return [...bytes];
}

/** struct tcp_info as an attribute: 56 bytes in, the milliseconds since the last acknowledgement. */
function infoAttribute(milliseconds: number): number[] {
  const bytes = new Uint8Array(4 + 104);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, bytes.length, LITTLE);
  view.setUint16(2, 2, LITTLE);
  view.setUint32(4 + 56, milliseconds, LITTLE);
  return [...bytes];
}

function read(bytes: readonly number[], length = bytes.length) {
  const sockets: KernelSocket[] = [];
  const view = new DataView(Uint8Array.from(bytes).buffer);
  const status = readAnswer(view, length, SEQUENCE, new KernelSocket(), (socket) =>
    sockets.push(Object.assign(new KernelSocket(), socket)),
  );
  return { status, sockets };
}

const CLOSE_WAIT = message(TYPE_SOCKET, SEQUENCE, [...socketBody(8), ...infoAttribute(61_000)]);

describe("an answer", () => {
  test("tells addresses, ports, state, owner, and how long it was silent", () => {
    const { status, sockets } = read([...CLOSE_WAIT, ...message(TYPE_DONE, SEQUENCE, [0, 0, 0, 0])]);
    expect(status).toBe(ENDED);
    expect(sockets).toEqual([
      Object.assign(new KernelSocket(), {
        state: "CLOSE_WAIT",
        local2: 0xffff,
        local3: 0x0a090002,
        remote2: 0xffff,
        remote3: 0x0a090001,
        localPort: 8080,
        remotePort: 40000,
        uid: 1000,
        inode: 4711,
        sendQueue: 5,
        silentMilliseconds: 61_000,
      }),
    ]);
  });

  test("goes on in the next piece, or is refused", () => {
    expect(read(CLOSE_WAIT).status).toBe(GOES_ON);
    expect(read(message(TYPE_ERROR, SEQUENCE, [0, 0, 0, 0])).status).toBe(FAILED);
  });

  test("to an earlier question is passed over", () => {
    const stale = [
      ...message(TYPE_SOCKET, SEQUENCE - 1, socketBody(1)),
      ...message(TYPE_DONE, SEQUENCE - 1, []),
    ];
    expect(read(stale)).toEqual({ status: GOES_ON, sockets: [] });
  });

  test("with states and families of a later kernel leaves those out", () => {
    const bytes = [13, 99].flatMap((state) => message(TYPE_SOCKET, SEQUENCE, socketBody(state)));
    expect(read([...bytes, ...message(TYPE_SOCKET, SEQUENCE, socketBody(1, 44))]).sockets).toEqual([]);
  });

  test("cut off anywhere gives no socket that is not whole", () => {
    for (let length = 0; length < CLOSE_WAIT.length; length++)
      expect(read(CLOSE_WAIT, length).sockets, `${length} bytes`).toEqual([]);
  });

  test("of any bytes ends, and never reads beyond them", () => {
    const damaged = fc.tuple(
      fc.array(
        fc.oneof(fc.constant(CLOSE_WAIT), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 64 })),
      ),
      fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(damaged, ([parts, changes]) => {
        const bytes = parts.flat();
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const { status, sockets } = read(bytes);
        expect([GOES_ON, ENDED, FAILED]).toContain(status);
        expect(sockets.length).toBeLessThanOrEqual(bytes.length / 88);
      }),
      { numRuns: 2000 },
    );
  });
});

test("the question is the one of sock_diag(7)", () => {
  const view = new DataView(requestOf(10, SEQUENCE, true).buffer);
  expect(view.getUint32(0, LITTLE)).toBe(72);
  expect(view.getUint8(16)).toBe(10);
  expect(view.getUint8(18)).toBe(2);
  // TCPF_ESTABLISHED to TCPF_CLOSING.
  expect(view.getUint32(20, LITTLE)).toBe(0xffe);
});
