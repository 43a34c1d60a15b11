// Connections that are older than the capture, as a kernel tells of them, and what their packets then say.
// The tracker is given the segments themselves: what stands here is which row they meet, and how it stands.
import { describe, expect, test } from "vitest";
import { ACK, FIN, KIND_TCP, RST, Segment, SYN } from "../../src/decode/segment.ts";
import { Adoption, isAdopted } from "../../src/track/adopt.ts";
import { FIRST_PACKET, PORTS } from "../../src/track/connection-layout.ts";
import { VERDICTS } from "../../src/track/connection-view.ts";
import { STATES } from "../../src/track/tcp-state-machine.ts";
import { Tracker } from "../../src/track/tracker.ts";

const HERE = 0x0a090002;
const THERE = 0x0a090001;
const SECOND = 1e9;

type State = (typeof STATES)[number];

class Host {
  readonly tracker: Tracker;
  private readonly adoption: Adoption;
  private packets = 0;

  constructor(maxConnections = 100) {
    this.tracker = new Tracker({ msl: 30, maxConnections, expectedConnections: 16 });
    this.adoption = new Adoption(this.tracker);
  }

  /** The kernel's word on the connection of its port with one there. */
  tells(state: State, localPort: number, remotePort: number, listens: boolean, since = 0): number {
    const segment = between(HERE, localPort, THERE, remotePort);
    segment.time = 10 * SECOND;
    return this.adoption.take({ segment, state, since, listens });
  }

  packet(from: number, fromPort: number, toPort: number, flags: number, sequence: number, ack: number): void {
    const segment = between(from, fromPort, from === HERE ? THERE : HERE, toPort);
    segment.packet = ++this.packets;
    segment.time = (11 + this.packets) * SECOND;
    segment.flags = flags;
    segment.sequence = sequence;
    segment.acknowledgement = ack;
    segment.window = 1000;
    this.tracker.advance(segment);
    this.tracker.prefetch([segment], 1);
    this.tracker.track(segment);
  }

  /** What is known of the row: client, server, verdict. */
  stands(handle: number): string {
    const view = this.tracker.newView();
    view.handle = handle;
    view.asOf = Math.max(this.tracker.now, 10 * SECOND);
    const port = (end: number) => (end === 0 ? view.word(PORTS) >>> 16 : view.word(PORTS) & 0xffff);
    const end = (at: number) => `${port(at)} ${STATES[view.state(at)]}`;
    return `${end(view.client)}, ${end(view.server)}: ${VERDICTS[view.verdict]}`;
  }
}

function between(from: number, fromPort: number, to: number, toPort: number): Segment {
  const segment = new Segment();
  segment.kind = KIND_TCP;
  segment.source2 = 0xffff;
  segment.source3 = from;
  segment.destination2 = 0xffff;
  segment.destination3 = to;
  segment.ports = (fromPort << 16) | toPort;
  return segment;
}

describe("a connection from before", () => {
  test("has the listener as its server, whatever the ports", () => {
    const host = new Host();
    expect(host.stands(host.tells("ESTABLISHED", 50_000, 443, true))).toBe(
      "443 ESTABLISHED, 50000 ESTABLISHED: open",
    );
    expect(host.stands(host.tells("ESTABLISHED", 50_001, 50_002, false))).toBe(
      "50001 ESTABLISHED, 50002 ESTABLISHED: open",
    );
  });

  test("has the state that follows at the other end", () => {
    const host = new Host();
    const stands = (state: State, port: number) => host.stands(host.tells(state, 80, port, true));
    expect(stands("CLOSE_WAIT", 40_001)).toBe("40001 FIN_WAIT_2, 80 CLOSE_WAIT: half-closed");
    expect(stands("FIN_WAIT_2", 40_002)).toBe("40002 CLOSE_WAIT, 80 FIN_WAIT_2: half-closed");
    expect(stands("LAST_ACK", 40_003)).toBe("40003 FIN_WAIT_2, 80 LAST_ACK: half-closed");
  });

  test("is not one that has not begun, or is over", () => {
    const adopted = STATES.filter((state) => isAdopted(state));
    expect(adopted).toEqual(["ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "LAST_ACK"]);
  });

  test("finds no place in a full table, and drives nobody out", () => {
    const host = new Host(1);
    const first = host.tells("ESTABLISHED", 80, 40_001, true);
    expect(host.tells("ESTABLISHED", 80, 40_002, true)).toBe(-1);
    expect(host.stands(first)).toBe("40001 ESTABLISHED, 80 ESTABLISHED: open");
  });

  test("that is told of twice is one", () => {
    const host = new Host();
    host.tells("CLOSE_WAIT", 80, 40_001, true);
    expect(host.tells("CLOSE_WAIT", 80, 40_001, true)).toBe(-1);
    expect(host.tracker.table.live).toBe(1);
  });
});

describe("its packets", () => {
  test("are counted with it, from the first", () => {
    const host = new Host();
    const handle = host.tells("ESTABLISHED", 80, 40_001, true);
    host.packet(THERE, 40_001, 80, ACK, 1000, 5000);
    expect(host.tracker.handle).toBe(handle);
    const view = host.tracker.newView();
    view.handle = handle;
    expect(view.double(FIRST_PACKET)).toBe(1);
    expect(host.tracker.table.live).toBe(1);
  });

  test.each([0, 0x7ffffff0, -16])("close what was half-closed, at any sequence number (%i)", (at) => {
    const host = new Host();
    const handle = host.tells("CLOSE_WAIT", 80, 40_001, true);
    // Data first, then the FIN, each acknowledged.
    host.packet(HERE, 80, 40_001, ACK, at, 9000);
    host.packet(HERE, 80, 40_001, FIN | ACK, at, 9000);
    expect(host.stands(handle)).toBe("40001 TIME_WAIT, 80 LAST_ACK: closing");
    host.packet(THERE, 40_001, 80, ACK, 9000, (at + 1) | 0);
    expect(host.stands(handle)).toBe("40001 TIME_WAIT, 80 CLOSED: closed");
  });

  test("may repeat the FIN of before: that is the same", () => {
    const host = new Host();
    const handle = host.tells("CLOSE_WAIT", 80, 40_001, true);
    host.packet(THERE, 40_001, 80, FIN | ACK, 8999, 5000);
    host.packet(HERE, 80, 40_001, ACK, 5000, 9000);
    expect(host.stands(handle)).toBe("40001 FIN_WAIT_2, 80 CLOSE_WAIT: half-closed");
  });

  test("reset it", () => {
    const host = new Host();
    const handle = host.tells("ESTABLISHED", 80, 40_001, true);
    host.packet(THERE, 40_001, 80, RST | ACK, 1000, 5000);
    expect(host.stands(handle)).toBe("40001 CLOSED, 80 CLOSED: reset");
  });

  test("may begin another on the same addresses", () => {
    const host = new Host();
    const old = host.tells("CLOSE_WAIT", 80, 40_001, true);
    host.packet(THERE, 40_001, 80, SYN, 77, 0);
    host.packet(HERE, 80, 40_001, SYN | ACK, 88, 78);
    host.packet(THERE, 40_001, 80, ACK, 78, 89);
    expect(host.tracker.handle).not.toBe(old);
    expect(host.stands(host.tracker.handle)).toBe("40001 ESTABLISHED, 80 ESTABLISHED: open");
  });
});

describe("a connection whose packets came first", () => {
  test("learns that it was closing already", () => {
    const host = new Host();
    host.packet(HERE, 80, 40_001, ACK, 5000, 9000);
    const handle = host.tells("CLOSE_WAIT", 80, 40_001, true);
    expect(host.stands(handle)).toBe("40001 FIN_WAIT_2, 80 CLOSE_WAIT: half-closed");
  });

  test("and that was seen to begin, or to close, knows better", () => {
    const host = new Host();
    host.packet(THERE, 40_001, 80, SYN, 77, 0);
    expect(host.tells("CLOSE_WAIT", 80, 40_001, true)).toBe(-1);
    host.packet(HERE, 80, 40_002, FIN | ACK, 5000, 9000);
    expect(host.tells("CLOSE_WAIT", 80, 40_002, true)).toBe(-1);
  });
});
