// A service or a host as what a finding is about.
import { addressText } from "../../record/address-text.ts";
import type { ServiceTable } from "../../track/services.ts";
import type { SubjectJudgement } from "../detector.ts";
import type { Members } from "./members.ts";

type Subject = SubjectJudgement["subject"];
type Evidence = Pick<SubjectJudgement, "connections" | "packets" | "packetsTotal">;

/** By its entry in services.ts. */
export function serviceSubject(services: ServiceTable, service: number): Subject {
  const ip = addressText(
    services.key(service, 0),
    services.key(service, 1),
    services.key(service, 2),
    services.key(service, 3),
  );
  return { kind: "service", ip, port: services.key(service, 4) };
}

/** By the words of its address. */
export function hostSubject(address: readonly [number, number, number, number]): Subject {
  return { kind: "host", ip: addressText(...address), port: null };
}

export function evidenceOf(members: Members): Evidence {
  return {
    connections: members.ids.toSorted((a, b) => a - b),
    packets: members.packets,
    packetsTotal: members.total,
  };
}
