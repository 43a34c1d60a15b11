// Reads what `ss -tan` prints: the kernel's own word about every socket.
import type { State } from "../../src/record/connection-record.ts";

const STATES: Record<string, State> = {
  ESTAB: "ESTABLISHED",
  "SYN-SENT": "SYN_SENT",
  "SYN-RECV": "SYN_RECEIVED",
  "FIN-WAIT-1": "FIN_WAIT_1",
  "FIN-WAIT-2": "FIN_WAIT_2",
  "TIME-WAIT": "TIME_WAIT",
  "CLOSE-WAIT": "CLOSE_WAIT",
  "LAST-ACK": "LAST_ACK",
  LISTEN: "LISTEN",
  CLOSING: "CLOSING",
  UNCONN: "CLOSED",
};

export interface SocketState {
  readonly side: "client" | "server";
  /** As `10.9.0.1:40001` or `[fd00:9::1]:40001`. */
  readonly local: string;
  readonly remote: string;
  readonly state: State;
}

export function readSocketStates(side: "client" | "server", listing: string): SocketState[] {
  return listing
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", , , local = "", remote = ""] = line.split(/\s+/);
      const state = STATES[name];
      if (state === undefined) throw new Error(`ss prints a state that is not known here: ${line}`);
      return { side, local, remote, state };
    })
    .sort((a, b) => (a.local + a.remote < b.local + b.remote ? -1 : 1));
}
