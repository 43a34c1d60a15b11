// What an ICMP error is called: RFC 792, 1122 §3.2.2.1, 1812 §5.2.7 and RFC 4443.
import type { IcmpEntry } from "../../record/trace-record.ts";

const UNREACHABLE: Readonly<Record<number, string>> = {
  0: "net unreachable",
  1: "host unreachable",
  2: "protocol unreachable",
  3: "port unreachable",
  4: "fragmentation needed",
  5: "source route failed",
  9: "net prohibited",
  10: "host prohibited",
  13: "admin prohibited",
};

const UNREACHABLE_6: Readonly<Record<number, string>> = {
  0: "no route",
  1: "admin prohibited",
  2: "beyond scope",
  3: "address unreachable",
  4: "port unreachable",
  5: "source address failed",
  6: "route rejected",
};

/** "ICMP host unreachable", "ICMPv6 no route"; by its numbers where it has no name here. */
export function icmpName({ ipVersion, type, code }: Pick<IcmpEntry, "ipVersion" | "type" | "code">): string {
  const name = ipVersion === 4 ? nameOf(type, code) : nameOf6(type, code);
  return `${ipVersion === 4 ? "ICMP" : "ICMPv6"} ${name ?? `type ${type} code ${code}`}`;
}

function nameOf(type: number, code: number): string | undefined {
  if (type === 3) return UNREACHABLE[code];
  if (type === 4) return "source quench";
  if (type === 5) return "redirect";
  if (type === 11) return code === 0 ? "time to live exceeded" : "reassembly time exceeded";
  return type === 12 ? "parameter problem" : undefined;
}

function nameOf6(type: number, code: number): string | undefined {
  if (type === 1) return UNREACHABLE_6[code];
  if (type === 2) return "packet too big";
  if (type === 3) return code === 0 ? "hop limit exceeded" : "reassembly time exceeded";
  return type === 4 ? "parameter problem" : undefined;
}
