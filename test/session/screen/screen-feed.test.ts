// The screen's feed over captures with a known answer: what it shows at the end is what is reported.
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { selectionOf } from "../../../src/select/selection.ts";
import type { Frame } from "../../../src/session/screen/frame.ts";
import { bodyOf, type Fed, feedOf, request } from "./feed-of.ts";
import { disagreements } from "./feed-properties.ts";

const TOUR = "fixtures/tour.pcapng";
const FIXTURES = readdirSync("fixtures", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort();

describe("a capture that is over", () => {
  it("is among many", () => {
    expect(FIXTURES.length).toBeGreaterThan(20);
  });

  it.each(FIXTURES)("stands on the screen as it is reported: %s", async (name) => {
    expect(disagreements(await feedOf(`fixtures/${name}`))).toEqual([]);
  });

  it("marks whoever has part in what is found about a service", async () => {
    const { feed, result, records } = await feedOf(TOUR);
    const excess = result.findings.find(({ id }) => id === "close-wait-excess");
    const { connections } = excess as NonNullable<typeof excess>;
    const { rows } = bodyOf(feed, "connections", request({ count: 1000 }));
    const marked = rows.filter(({ finding }) => finding?.id === "close-wait-excess").map(({ id }) => id);
    expect(marked.toSorted((a, b) => a - b)).toEqual(connections);
    const places = rows.map(({ finding }) => finding !== null && finding.severity !== "info");
    expect(places.lastIndexOf(true)).toBeLessThan(places.indexOf(false));
    expect(records.length).toBe(rows.length);
  });

  it("knows what went on when it ended as going on", async () => {
    const { feed } = await feedOf(TOUR);
    const states = bodyOf(feed, "states", request({ view: "states" }));
    expect(states.server.CLOSE_WAIT).toBeGreaterThan(0);
    expect(states.client.TIME_WAIT).toBeGreaterThan(0);
  });
});

describe("filtering", () => {
  const EXPRESSIONS = [
    "id:3-7,9",
    "state:CLOSE_WAIT",
    "client.state:TIME_WAIT",
    "verdict:refused,reset",
    "finding:*",
    "finding:syn-retry",
    "severity:warning",
    "host:10.9.0.2",
    "server.host:10.9.0.2 not port:80",
    "net:10.9.0.0/16",
    "port:80,443",
    "bytes>100",
    "client.bytes=0",
    "packets>5",
    "server.packets<3",
    "duration>1s",
    "handshake>1us",
    "opening:three-way",
    "closing:reset",
    "closedBy:server",
    "closedBy:none",
    "directions:client",
    "roles:syn",
    "tunnel:*",
  ];
  let fed: Promise<Fed> | null = null;
  const tour = () => {
    fed ??= feedOf(TOUR);
    return fed;
  };

  it.each(EXPRESSIONS)("%s lets through what it selects of the records", async (expression) => {
    const { feed, records } = await tour();
    const { rows, matching, total } = bodyOf(
      feed,
      "connections",
      request({ select: expression, order: "id", count: 1000 }),
    );
    const selected = records.filter(selectionOf(expression)).map(({ id }) => id);
    expect(rows.map(({ id }) => id)).toEqual(selected);
    expect([matching, total]).toEqual([selected.length, records.length]);
  });

  it("asks for something of nearly every key", () => {
    const asked = new Set(EXPRESSIONS.flatMap((one) => one.match(/[a-zA-Z]+(?=[:<>=])/g) ?? []));
    expect(asked.size).toBeGreaterThan(15);
  });

  it.each(EXPRESSIONS)("%s lets through the services of what it selects", async (expression) => {
    const { feed, records } = await tour();
    const services = (select: string | null) =>
      bodyOf(feed, "services", request({ view: "services", order: "server", select, count: 1000 }));
    const nameOf = ({ ip, port }: { readonly ip: string; readonly port: number }) => `${ip} ${port}`;
    const all = services(null);
    const { rows, matching, total } = services(expression);
    const wanted = new Set(records.filter(selectionOf(expression)).map(({ server }) => nameOf(server)));
    expect(rows).toEqual(all.rows.filter((row) => wanted.has(nameOf(row))));
    expect([matching, total]).toEqual([rows.length, all.total]);
    expect(new Set(rows.map(nameOf)).size).toBe(wanted.size);
  });

  it("what is no expression lets nothing through", async () => {
    const { feed } = await tour();
    const { matching } = bodyOf(feed, "connections", request({ select: "state:" }));
    expect(matching).toBe(0);
  });

  it("each group of findings is selected by its expression", async () => {
    const { feed, records } = await tour();
    const { rows } = bodyOf(feed, "findings", request({ view: "findings", count: 1000 }));
    expect(rows.length).toBeGreaterThan(3);
    for (const { select, subject, count, connections } of rows) {
      const selected = records.filter(selectionOf(select)).map(({ id }) => id);
      expect(selected).toEqual(expect.arrayContaining([...connections]));
      if (subject === null) expect(selected.length).toBe(count);
    }
  });
});

describe("a connection in detail", () => {
  it("is its record, with its findings", async () => {
    const { feed, records } = await feedOf(TOUR);
    for (const record of records) expect(feed.detailOf(record.id)?.connection).toEqual(record);
  });

  it("names what is found about services that list it", async () => {
    const { feed, result } = await feedOf(TOUR);
    const about = result.findings.find(({ connections }) => connections.length > 0);
    const id = about?.connections[0] as number;
    expect(feed.detailOf(id)?.subjects.map((finding) => finding.id)).toContain(about?.id);
  });

  it("of what was never there is nothing", async () => {
    const { feed } = await feedOf(TOUR);
    expect(feed.detailOf(1_000_000)).toBeNull();
  });

  it("comes with the frame where it is asked for", async () => {
    const { feed, frames } = await feedOf(TOUR);
    feed.view(request({ detail: 3 }));
    expect(frames().at(-1)?.detail?.connection.id).toBe(3);
    feed.view(request({ detail: "first", order: "server" }));
    const { body, detail } = frames().at(-1) as Frame;
    const [first] = body?.view === "connections" ? body.rows : [];
    expect(first).toBeDefined();
    expect(detail?.connection.id).toBe(first?.id);
    feed.view(request({}));
    expect(frames().at(-1)?.detail).toBeNull();
  });
});
