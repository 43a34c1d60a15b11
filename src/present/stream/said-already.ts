// Lines that only say again what another has said a second before, to people: why it was refused, reset or
// unreachable, not answered, how it opened or closed, that it is half open. Programs are told both.
import type { Finding } from "../../record/connection-record.ts";
import type { LifecycleEvent } from "../../record/event-record.ts";

/** (The figures of a finding are its own.) */
interface Icmp {
  readonly type: number;
  readonly code: number;
  readonly router: string;
  readonly about: string;
}

const OPENING_FINDINGS = { simultaneous: "simultaneous-open", "fast-open": "fast-open" } as const;

/** Of so many connections the last lines are known; event and finding are about a second apart. */
const MOST_CONNECTIONS = 16_384;

export class SaidAlready {
  /** By connection: what its lines said, as findings would, each behind a "|". */
  readonly #said = new Map<number, string>();

  /** The line of this event is printed. */
  see(event: LifecycleEvent): void {
    if (event.connection === null) return;
    const said = saidBy(event);
    if (said === null || this.#knows(event.connection, said)) return;
    const before = this.#said.get(event.connection) ?? "";
    this.#said.delete(event.connection);
    if (this.#said.size === MOST_CONNECTIONS) this.#said.delete(this.#said.keys().next().value as number);
    this.#said.set(event.connection, `${before}|${said}|`);
  }

  /** Whether the line would say nothing else than one before it. What happens again is told again. */
  has(event: LifecycleEvent): boolean {
    if (event.connection === null || (event.kind !== "finding" && event.kind !== "half-open")) return false;
    const said = saidBy(event);
    return said !== null && this.#knows(event.connection, said);
  }

  #knows(connection: number, said: string): boolean {
    return this.#said.get(connection)?.includes(`|${said}|`) === true;
  }
}

function saidBy(event: LifecycleEvent): string | null {
  switch (event.kind) {
    case "finding":
      return saidByFinding(event.finding);
    case "retry":
      return event.of === "SYN" ? "syn-unanswered" : null;
    case "half-open":
      return "half-open-handshake";
    case "refused":
      return `connection-refused ${event.likelyFrom}`;
    case "reset":
      return event.verdict === "aborted" ? `handshake-aborted ${event.answered}` : `reset ${event.cause}`;
    case "unreachable":
      return `icmp ${event.icmp.type} ${event.icmp.code} ${event.icmp.from}`;
    case "close":
      return event.closedBy === "both" ? "simultaneous-close" : null;
    case "open":
      return event.opening === "simultaneous" || event.opening === "fast-open"
        ? OPENING_FINDINGS[event.opening]
        : null;
    default:
      return null;
  }
}

/** As the event of the same story says it; null: no event does. */
function saidByFinding({ id, likelyFrom, answered, cause, icmp, ...figures }: Finding): string | null {
  switch (id) {
    case "syn-unanswered":
      // That others are answered is what no retry tells.
      return figures["answeredOtherSecondsBefore"] === null ? id : null;
    case "connection-refused":
      return `${id} ${likelyFrom}`;
    case "handshake-aborted":
      return `${id} ${answered}`;
    case "reset":
      return `${id} ${cause}`;
    case "icmp-unreachable":
    case "icmp-ttl-exceeded": {
      const { type, code, router, about } = icmp as Icmp;
      return about === "unanswered-syn" ? `icmp ${type} ${code} ${router}` : null;
    }
    case "half-open-handshake":
    case "simultaneous-close":
    case "simultaneous-open":
    case "fast-open":
      return id;
    default:
      return null;
  }
}
