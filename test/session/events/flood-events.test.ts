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
