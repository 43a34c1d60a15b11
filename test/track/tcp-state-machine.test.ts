// The whole table of the state machine in sight: every change of a cell shows as a difference here.
import { describe, expect, it } from "vitest";
import { EVENTS, nextState, STATES } from "../../src/track/tcp-state-machine.ts";

type State = (typeof STATES)[number];
type Event = (typeof EVENTS)[number];

function next(from: State, event: Event): State {
  return STATES[nextState(STATES.indexOf(from), EVENTS.indexOf(event))]!;
}

it("every cell; a dot is no change", async () => {
  const width = 13;
  const head = `${"".padEnd(width)}${EVENTS.map((_, index) => `${index}`.padEnd(width)).join("")}`;
  const rows = STATES.map((from) => {
    const cells = EVENTS.map((event) => (next(from, event) === from ? "." : next(from, event)).padEnd(width));
    return `${from.padEnd(width)}${cells.join("")}`;
  });
  const legend = EVENTS.map((event, index) => `${index}`.padEnd(4) + event);
  const grid = [...legend, "", head, ...rows].map((line) => line.trimEnd()).join("\n");
  await expect(`${grid}\n`).toMatchFileSnapshot("tcp-state-machine.txt");
});

describe("the arrows of RFC 9293 figure 5", () => {
  const arrows: [State, Event, State][] = [
    ["CLOSED", "snd SYN", "SYN_SENT"],
    ["LISTEN", "snd SYN", "SYN_SENT"],
    ["LISTEN", "snd SYN-ACK", "SYN_RECEIVED"],
    ["SYN_SENT", "rcv SYN", "SYN_RECEIVED"],
    ["SYN_RECEIVED", "rcv ACK of SYN", "ESTABLISHED"],
    ["SYN_RECEIVED", "snd FIN", "FIN_WAIT_1"],
    ["ESTABLISHED", "snd FIN", "FIN_WAIT_1"],
    ["ESTABLISHED", "rcv FIN", "CLOSE_WAIT"],
    ["FIN_WAIT_1", "rcv ACK of FIN", "FIN_WAIT_2"],
    ["FIN_WAIT_1", "rcv FIN", "CLOSING"],
    ["FIN_WAIT_2", "rcv FIN", "TIME_WAIT"],
    ["CLOSING", "rcv ACK of FIN", "TIME_WAIT"],
    ["CLOSE_WAIT", "snd FIN", "LAST_ACK"],
    ["LAST_ACK", "rcv ACK of FIN", "CLOSED"],
  ];
  it.each(arrows)("%s, %s: %s", (from, event, to) => {
    expect(next(from, event)).toBe(to);
  });

  it("an end of which nothing is known moves as from CLOSED or LISTEN", () => {
    expect(next("UNKNOWN", "snd SYN")).toBe("SYN_SENT");
    expect(next("UNKNOWN", "snd SYN-ACK")).toBe("SYN_RECEIVED");
  });

  it("who sends an RST is CLOSED, whatever it was", () => {
    expect(STATES.map((from) => next(from, "snd RST"))).toEqual(STATES.map(() => "CLOSED"));
  });
});
