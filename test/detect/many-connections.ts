// Many connections at once as scenario text: what tests of findings about services and hosts speak with.
import { type Scenario, scenario } from "../notation/scenario.ts";

/** A line of a scenario and when it stands, in seconds since the beginning. */
export type TimedLine = readonly [seconds: number, line: string];

/** All lines in the order of their times; equal times in the order given. */
export function inTime(...groups: (readonly TimedLine[])[]): Scenario {
  const lines = groups.flat().toSorted(([a], [b]) => a - b);
  return scenario(lines.map(([seconds, line]) => `@${seconds.toFixed(9)} ${line}`).join("\n"));
}

/** `make(0)` to `make(count - 1)`, one after another. */
export function times(count: number, make: (index: number) => readonly TimedLine[]): TimedLine[] {
  return Array.from({ length: count }, (_, index) => make(index)).flat();
}

/** SYN, SYN-ACK, ACK, from `at` on; `seconds` for the whole, most of it until the SYN-ACK. */
export function handshake(client: string, server: string, at: number, seconds = 0.002): TimedLine[] {
  return [
    [at, `${client} > ${server} S 0:0`],
    [at + seconds * 0.9, `${server} > ${client} S. 0:0 ack 1`],
    [at + seconds, `${client} > ${server} . 1:1 ack 1`],
  ];
}

/** SYN, and the RST of a port where nobody listens. */
export function refused(client: string, server: string, at: number): TimedLine[] {
  return [
    [at, `${client} > ${server} S 0:0`],
    [at + 0.001, `${server} > ${client} R. seq=0 ack 1`],
  ];
}

/** The nth address of 10.1.0.0/16. */
export function address(index: number): string {
  return `10.1.${index >> 8}.${index & 255}`;
}
