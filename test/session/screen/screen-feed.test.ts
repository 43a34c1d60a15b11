// The screen's feed over captures with a known answer: what it shows at the end is what is reported.
import { describe, expect, it } from "vitest";
import type { ConnectionsBody, Frame } from "../../../src/session/screen/frame.ts";
import { feedOf, request } from "./feed-of.ts";

const TOUR = "fixtures/tour.pcapng";

describe("the connections of a capture that is over", () => {
  it("all stand there as they are reported", async () => {
    const { feed, frames, records } = await feedOf(TOUR);
    feed.view(request({ order: "id", count: 1000 }));
    const { rows, total, matching } = (frames().at(-1) as Frame).body as ConnectionsBody;
    expect(rows.length).toBe(records.length);
    expect([total, matching]).toEqual([records.length, records.length]);
    for (const [index, record] of records.entries()) {
      const row = rows[index];
      expect(row).toMatchObject({
        id: record.id,
        verdict: record.verdict,
        client: { ip: record.client.ip, port: record.client.port, state: record.client.state },
        server: { ip: record.server.ip, port: record.server.port, state: record.server.state },
        packets: record.client.packets + record.server.packets,
        bytes: record.client.payloadBytes + record.server.payloadBytes,
        tunnel: record.tunnel,
      });
      expect(row?.finding?.id ?? null).toBe(record.findings[0]?.id ?? null);
    }
  });
});
