import { describe, expect, test } from "vitest";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { compileSelect } from "../../src/select/match.ts";
import { parseSelect } from "../../src/select/parse.ts";
import { sampleConnection, sampleFinding } from "./sample-connection.ts";

function expectSelected(record: ConnectionRecord, { yes, no }: { yes: string[]; no: string[] }): void {
  const selected = (expression: string) => compileSelect(parseSelect(expression))(record);
  expect(yes.filter((expression) => !selected(expression))).toEqual([]);
  expect(no.filter(selected)).toEqual([]);
}

test("a state holds at either end, or at the end that is named", () => {
  const leaking = sampleConnection({ client: { state: "FIN_WAIT_2" }, server: { state: "CLOSE_WAIT" } });
  expectSelected(leaking, {
    yes: [
      "state:CLOSE_WAIT",
      "state:FIN_WAIT_2",
      "server.state:CLOSE_WAIT",
      "client.state:LISTEN,FIN_WAIT_2",
    ],
    no: ["client.state:CLOSE_WAIT", "server.state:FIN_WAIT_2", "state:ESTABLISHED"],
  });
});

test("the closed sets compare with the record's own words", () => {
  const record = sampleConnection({
    verdict: "half-closed",
    opening: "fast-open",
    closing: "incomplete",
    closedBy: "server",
    roles: "syn-ack",
    directions: "client",
  });
  expectSelected(record, {
    yes: [
      "verdict:half-closed",
      "verdict:refused,half-closed",
      "opening:fast-open",
      "closing:incomplete",
      "closedBy:server",
      "roles:syn-ack",
      "directions:client",
    ],
    no: [
      "verdict:open",
      "opening:three-way",
      "closing:none",
      "closedBy:none,both",
      "roles:syn",
      "directions:both",
    ],
  });
  expectSelected(sampleConnection({ closedBy: null }), { yes: ["closed-by:none"], no: ["closed-by:client"] });
});

test("severity means that or worse", () => {
  const warned = sampleConnection({ findings: [sampleFinding("syn-retry", "warning")] });
  expectSelected(warned, {
    yes: [
      "severity:info",
      "severity:warning",
      "severity:error,info",
      "finding:syn-retry",
      "finding:*",
      "finding:reset,*",
    ],
    no: ["severity:error", "finding:reset"],
  });
  expectSelected(sampleConnection(), { yes: ["not finding:*"], no: ["severity:info", "finding:*"] });
});

test("addresses and ports hold at either end, or at the end that is named", () => {
  const record = sampleConnection({
    client: { ip: "10.9.0.1", port: 40_001 },
    server: { ip: "192.0.2.80", port: 8080 },
  });
  expectSelected(record, {
    yes: [
      "host:10.9.0.1",
      "host:192.0.2.80",
      "server.host:192.0.2.80,192.0.2.81",
      "net:10.0.0.0/8",
      "net:10.9.0.0/16,2001:db8::/32",
      "client.net:10.9.0.1",
      "net:0.0.0.0/0",
      "port:8080",
      "port:80,8000-9000",
      "client.port>=1024",
    ],
    no: [
      "client.host:192.0.2.80",
      "host:10.9.0.2",
      "server.net:10.0.0.0/8",
      "net:10.9.0.0/32",
      "net:::/0",
      "port:8081-9000",
      "server.port:40001",
    ],
  });
});

test("IPv6 addresses are compared as addresses, however they are written", () => {
  const record = sampleConnection({ client: { ip: "2001:db8::1" }, server: { ip: "fe80::2" } });
  expectSelected(record, {
    yes: ["host:2001:DB8:0:0:0:0:0:1", "net:2001:db8::/32", "server.net:fe80::/10", "net:::/0"],
    no: ["host:2001:db8::2", "client.net:fe80::/10", "net:0.0.0.0/0"],
  });
});

test("a tunnel is named with or without its number", () => {
  const record = sampleConnection({ tunnel: ["vlan:100", "vxlan:42"] });
  expectSelected(record, {
    yes: ["tunnel:vxlan", "tunnel:vxlan:42", "tunnel:vlan:100", "tunnel:gre,vlan", "tunnel:*"],
    no: ["tunnel:vxlan:4", "tunnel:gre", "not tunnel:*"],
  });
  expectSelected(sampleConnection(), { yes: ["not tunnel:*"], no: ["tunnel:vlan"] });
});

describe("figures", () => {
  const record = sampleConnection({
    id: 12,
    client: { packets: 6, payloadBytes: 4000 },
    server: { packets: 4, payloadBytes: 6000 },
    durationSeconds: 5,
    synRttSeconds: 0.06,
    ackRttSeconds: 0.04,
  });

  test("bytes and packets count both ways, or one", () => {
    expectSelected(record, {
      yes: ["bytes=10k", "bytes>=10k", "bytes:9k-11k", "packets=10", "client.bytes=4000", "server.packets<5"],
      no: ["bytes>10k", "bytes<10k", "packets>10", "server.bytes=4000"],
    });
  });

  test("ids are listed and ranged", () => {
    expectSelected(record, { yes: ["id:7,9-19", "id:12"], no: ["id:7,13-19", "id:1"] });
  });

  test("handshake is both round trips, and what was not measured never matches", () => {
    expectSelected(record, {
      yes: ["handshake>99ms", "handshake<=100ms", "duration>4s", "duration<=5"],
      no: ["handshake>100ms", "duration>5s"],
    });
    expectSelected(sampleConnection({ ackRttSeconds: null }), {
      yes: ["not handshake>=0"],
      no: ["handshake>=0", "handshake<1h"],
    });
  });
});

test("and, or, not", () => {
  const record = sampleConnection({ id: 3, verdict: "reset" });
  expectSelected(record, {
    yes: [
      "id:3 verdict:reset",
      "id:4 or verdict:reset",
      "not id:4",
      "id:4 verdict:open or id:3",
      "not (id:4 or id:5)",
    ],
    no: ["id:3 verdict:open", "id:4 or id:5", "not id:3", "not (id:3 or id:4)", "not id:4 id:4"],
  });
});
