// A flood of SYNs as it is told while it goes on.
import { expect, it } from "vitest";
import { address, inTime, type TimedLine, times } from "../../detect/many-connections.ts";
import { tellScenario } from "./events-of.ts";

/** A SYN that the server answers and nobody completes, each of another address. */
function halfOpen(index: number, at: number): TimedLine[] {
  const client = `${address(index)}:40000`;
  return [
    [at, `${client} > server S 0:0`],
    [at + 0.0001, `server > ${client} S. 0:0 ack 1`],
  ];
}

it("its figures are of one moment: as many addresses as SYNs, where each SYN has its own", async () => {
  const { events, result } = await tellScenario(
    inTime(
      times(3000, (i) => halfOpen(i, i * 0.003)),
      [[30, "arp"]],
    ),
  );
  const told = events.flatMap((event) =>
    event.kind === "finding" && event.finding.id === "syn-flood" ? [event.finding] : [],
  );
  expect(told.length).toBeGreaterThan(1);
  for (const finding of told) {
    expect(finding["clients"]).toBe(finding["attempts"]);
    expect(finding["connectionsTotal"]).toBe(finding["attempts"]);
  }
  expect(result.findings).toMatchObject([{ id: "syn-flood", attempts: 3000, clients: 3000 }]);
});

it("that its handshakes stay half open is not told one by one, once it is known", async () => {
  const flood = times(3000, (i) => halfOpen(i, i * 0.003));
  const later: TimedLine[] = [
    [30, "10.9.0.1:40000 > server S 0:0"],
    [30.0001, "server > 10.9.0.1:40000 S. 0:0 ack 1"],
    [40, "arp"],
  ];
  const { events } = await tellScenario(inTime(flood, later));
  const halfOpened = events.filter(({ kind }) => kind === "half-open");
  const known = events.findIndex((event) => event.kind === "finding" && event.finding.id === "syn-flood");
  const after = events.slice(known).filter(({ kind }) => kind === "half-open");
  // Those that waited for 3 s before a hundred had.
  expect(halfOpened.length - after.length).toBeLessThan(1000);
  expect(after.map((event) => event.client?.ip)).toEqual(["10.9.0.1"]);
});
