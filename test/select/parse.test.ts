import { describe, expect, test } from "vitest";
import { parseSelect } from "../../src/select/parse.ts";
import { SelectError } from "../../src/select/select-error.ts";
import { printSelect, type SelectNode } from "../../src/select/syntax-tree.ts";

/** What the parser understood, written back in full. */
function understood(expression: string): string {
  return printSelect(parseSelect(expression));
}

function complaint(expression: string): string {
  try {
    parseSelect(expression);
  } catch (error) {
    expect(error).toBeInstanceOf(SelectError);
    return (error as SelectError).message;
  }
  throw new Error(`nothing wrong with ${expression}`);
}

/** The tree with everything that binds written as parentheses. */
function bound(node: SelectNode): string {
  if (node.kind === "and" || node.kind === "or") return `(${node.parts.map(bound).join(` ${node.kind} `)})`;
  return node.kind === "not" ? `(not ${bound(node.part)})` : printSelect(node);
}

describe("terms", () => {
  test.each([
    ["id:7,9-19", "id:7,9-19"],
    ["port:80,443,8000-9000", "port:80,443,8000-9000"],
    ["client.port:1024-65535", "client.port:1024-65535"],
    ["net:10.0.0.0/8,2001:DB8::/32", "net:10.0.0.0/8,2001:db8::/32"],
    ["server.net:192.0.2.7", "server.net:192.0.2.7/32"],
    ["host:2001:0db8:0:0:0:0:0:1", "host:2001:db8::1"],
    ["host:[2001:db8::1]", "host:2001:db8::1"],
    ["host:::ffff:10.0.0.1", "host:10.0.0.1"],
    ["tunnel:vxlan:42", "tunnel:vxlan:42"],
    ["tunnel:VLAN,6in4", "tunnel:vlan,6in4"],
    ["finding:*", "finding:*"],
    ["bytes>10k", "bytes>10000"],
    ["bytes >= 1.5MiB", "bytes>=1572864"],
    ["duration>5s", "duration>5"],
    ["duration<=1m30s", "duration<=90"],
    ["handshake>100ms", "handshake>0.1"],
    ["handshake<250us", "handshake<0.00025"],
    ["handshake:1ms-2ms", "handshake:0.001-0.002"],
    ["port>=1024", "port>=1024"],
    ["server.bytes=0", "server.bytes=0"],
    ["Verdict:Half_Closed, reset", "verdict:half-closed,reset"],
    ["closed-by:none", "closedBy:none"],
  ])("%s is understood as %s", (expression, canonical) => {
    expect(understood(expression)).toBe(canonical);
  });

  test.each([
    // ss, netstat, BSD, Windows, conntrack, Suricata, RFC 9293
    ["SYN-RECV", "SYN_RECEIVED"],
    ["syn_rcvd", "SYN_RECEIVED"],
    ["SYN-RECEIVED", "SYN_RECEIVED"],
    ["SYN_RECV", "SYN_RECEIVED"],
    ["syn-sent", "SYN_SENT"],
    ["ESTAB", "ESTABLISHED"],
    ["FIN_WAIT1", "FIN_WAIT_1"],
    ["fin-wait-1", "FIN_WAIT_1"],
    ["finwait2", "FIN_WAIT_2"],
    ["CLOSE", "CLOSED"],
    ["CloseWait", "CLOSE_WAIT"],
    ["LAST-ACK", "LAST_ACK"],
    ["TIME-WAIT", "TIME_WAIT"],
    ["timewait", "TIME_WAIT"],
    ["listening", "LISTEN"],
  ])("state %s is %s", (spelling, state) => {
    expect(understood(`state:${spelling}`)).toBe(`state:${state}`);
  });
});

describe("joining", () => {
  test.each([
    ["id:1 id:2", "(id:1 and id:2)"],
    ["id:1 and id:2", "(id:1 and id:2)"],
    ["id:1 or id:2 id:3", "(id:1 or (id:2 and id:3))"],
    ["id:1 id:2 or id:3", "((id:1 and id:2) or id:3)"],
    ["not id:1 id:2", "((not id:1) and id:2)"],
    ["not id:1 or id:2", "((not id:1) or id:2)"],
    ["not (id:1 or id:2)", "(not (id:1 or id:2))"],
    ["(id:1 or id:2) id:3", "((id:1 or id:2) and id:3)"],
    ["((id:1))", "id:1"],
    ["(id:1 and id:2) and id:3", "(id:1 and id:2 and id:3)"],
    ["not not id:1", "(not (not id:1))"],
    ["id:1 AND NOT(id:2)OR id:3", "((id:1 and (not id:2)) or id:3)"],
    [" id:1\tor\nid:2 ", "(id:1 or id:2)"],
  ])("%s binds as %s", (expression, binding) => {
    expect(bound(parseSelect(expression))).toBe(binding);
  });

  test("every node keeps the column where it begins", () => {
    const tree = parseSelect("id:7,9 or not port>5");
    expect(tree).toEqual({
      kind: "or",
      column: 1,
      parts: [
        {
          kind: "ranges",
          column: 1,
          key: "id",
          side: null,
          ranges: [
            { column: 4, from: 7, to: 7 },
            { column: 6, from: 9, to: 9 },
          ],
        },
        {
          kind: "not",
          column: 11,
          part: { kind: "compare", column: 15, key: "port", side: null, comparison: ">", value: 5 },
        },
      ],
    });
  });
});

describe("what is wrong is said with its column and what was meant", () => {
  test.each([
    ["not verdikt:reset", 'unknown key "verdikt" at column 5, did you mean "verdict"?'],
    ["verdict:refusd", 'unknown verdict "refusd" at column 9, did you mean "refused"?'],
    ["state:CLOSED_WAIT", 'unknown state "CLOSED_WAIT" at column 7, did you mean "CLOSE_WAIT"?'],
    ["finding:syn-retries", 'unknown finding "syn-retries" at column 9, did you mean "syn-retry"?'],
    ["refused", 'expected key:value, found "refused" at column 1, did you mean "verdict:refused"?'],
    ["id:1 && id:2", 'unknown operator "&&" at column 6, did you mean "and"?'],
    [
      "client.verdict:reset",
      "verdict belongs to the connection, not to its client at column 1; write verdict:refused,reset",
    ],
    ["clint.port:80", 'unknown key "clint.port" at column 1, did you mean "client.port"?'],
    ["tunnel:vxlam:42", 'unknown tunnel "vxlam:42" at column 8, did you mean "vxlan"?'],
    ["severity:bad", 'unknown severity "bad" at column 10; one of info, warning, error'],
    ["port:70000", 'port "70000" is above 65535 at column 6; write port:80,443,8000-9000'],
    ["port:90-80", 'the range "90-80" runs backwards at column 6, did you mean "80-90"?'],
    ["id:x", '"x" is no number at column 4; write id:7,9-19'],
    ["id:1.5", '"1.5" is no number at column 4; write id:7,9-19'],
    ["duration>5 parsecs", 'expected key:value, found "parsecs" at column 12'],
    ["duration>5q", '"5q" is no duration at column 10; write duration>5s'],
    ["bytes=>5", 'unknown comparison "=>" at column 6'],
    ["bytes!=5", 'unknown comparison "!=" at column 6; write not bytes=…'],
    ["state=CLOSED", "state cannot be compared at column 6; write state:CLOSE_WAIT"],
    [
      "host:10.0.0.0/8",
      'host takes addresses, "10.0.0.0/8" is a prefix at column 6, did you mean "net:10.0.0.0/8"?',
    ],
    ["net:10.0.0.0/33", '"33" is no prefix length at column 14; expected 0 to 32'],
    ["host:10.9.0.2:80", '"10.9.0.2:80" is no IP address at column 6, did you mean "host:10.9.0.2 port:80"?'],
    ["host:[::1]:80", '"[::1]:80" is no IP address at column 6, did you mean "host:::1 port:80"?'],
    ["10.9.0.2", 'expected key:value, found "10.9.0.2" at column 1, did you mean "host:10.9.0.2"?'],
    ["10.9.0.2:80", 'unknown key "10.9.0.2" at column 1, did you mean "host:10.9.0.2"?'],
    ["host:10.1", '"10.1" is no IP address at column 6; write host:10.9.0.2; names are never resolved'],
    [
      "host:example.org",
      '"example.org" is no IP address at column 6; write host:10.9.0.2; names are never resolved',
    ],
    ["", "nothing to select at column 1; expected a term such as state:CLOSE_WAIT"],
    ["id:", "a value of id is missing at column 4; write id:7,9-19"],
    ["id:1,", "a value of id is missing at column 6; write id:7,9-19"],
    [
      "id:1 or",
      "the expression ends where a term is expected at column 8; write one more, such as state:CLOSE_WAIT",
    ],
    ["(id:1", 'unclosed "(" at column 1; expected ")"'],
    ["id:1)", 'unexpected ")" at column 5; no "(" is open there'],
    [
      "\u001b[31m:1",
      String.raw`unknown key "\u001b[31m" at column 1; keys are id, state, verdict, finding, severity, host, net, port, bytes, packets, duration, handshake, opening, closing, closedBy, directions, roles, tunnel`,
    ],
  ])("%s", (expression, message) => {
    expect(complaint(expression)).toBe(message);
  });

  test("the error carries column and suggestions for those who draw them", () => {
    expect(() => parseSelect("id:1 verdikt:reset")).toThrow(
      expect.objectContaining({ column: 6, suggestions: ["verdict"] }),
    );
  });
});
