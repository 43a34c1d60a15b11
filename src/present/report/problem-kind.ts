// All findings of one kind about connections, gathered in bounded memory while records stream by: how
// many, at which services, whose doing, the worst and the first of them.

import { endpointText } from "../../record/address-text.ts";
import type { ConnectionRecord, Finding } from "../../record/connection-record.ts";
import { formatCount } from "../../words/numbers.ts";
import type { ProblemWords, SeveralId, SeveralSentences } from "../../words/several.ts";
import { IdSample } from "./problem.ts";
import { caseOf } from "./worst-case.ts";

/** Beyond these they are only counted; a scan of all addresses must not fill the memory. */
const MOST_SERVICES = 4096;
const MOST_VARIANTS = 16;
/** Of several services, those with the most connections are named. */
const NAMED_SERVICES = 3;

interface ServiceCount {
  readonly ip: string;
  readonly port: number;
  connections: number;
}

export class ProblemKind {
  readonly id: string;
  readonly ids = new IdSample();
  /** Of the first connection that has it. */
  first: Finding;
  firstConnection: number;
  /** Infinity: no packet tells of it. */
  firstPacket = Number.POSITIVE_INFINITY;
  #worst: Finding;
  #worstSize = Number.NEGATIVE_INFINITY;
  #byClient = 0;
  #byServer = 0;
  readonly #variants = new Map<string, number>();
  readonly #services = new Map<string, ServiceCount>();
  #servicesLeftOut = false;

  constructor(record: ConnectionRecord, finding: Finding) {
    this.id = finding.id;
    this.first = finding;
    this.firstConnection = record.id;
    this.#worst = finding;
    this.add(record, finding);
  }

  add(record: ConnectionRecord, finding: Finding): void {
    this.ids.add(record.id);
    if (record.id < this.firstConnection) {
      this.first = finding;
      this.firstConnection = record.id;
    }
    const packet = finding.packets[0] ?? record.firstPacket;
    // (Of a connection that only the kernel has told of there is none.)
    if (packet > 0) this.firstPacket = Math.min(this.firstPacket, packet);
    if (finding.endpoint === "client") this.#byClient++;
    if (finding.endpoint === "server") this.#byServer++;
    const { ip, port } = record.server;
    const key = `${ip} ${port}`;
    const service = this.#services.get(key);
    if (service !== undefined) service.connections++;
    else if (this.#services.size < MOST_SERVICES) this.#services.set(key, { ip, port, connections: 1 });
    else this.#servicesLeftOut = true;
    const kind = caseOf(finding.id);
    if (kind === null) return;
    const size = kind.size(finding as never);
    if (size > this.#worstSize) {
      this.#worstSize = size;
      this.#worst = finding;
    }
    const variant = kind.variant?.(finding as never);
    if (variant === undefined) return;
    if (this.#variants.has(variant) || this.#variants.size < MOST_VARIANTS) {
      this.#variants.set(variant, (this.#variants.get(variant) ?? 0) + 1);
    }
  }

  /** One sentence about all of them; about the only one, its own. */
  sentence(words: ProblemWords): string {
    if (this.ids.count === 1 || caseOf(this.id) === null) return this.first.summary;
    const sentence = (words.several as SeveralSentences)[this.id as SeveralId]({
      connections: this.ids.count,
      byClient: this.#byClient,
      byServer: this.#byServer,
      worst: this.#worst as never,
      variants: [...this.#variants].sort((a, b) => b[1] - a[1]),
    });
    const services = [...this.#services.values()].sort((a, b) => b.connections - a.connections);
    const [busiest] = services as [ServiceCount];
    if (services.length === 1) return words.atService(endpointText(busiest), sentence);
    const host = services.every(({ ip }) => ip === busiest.ip) ? busiest.ip : null;
    return words.atServices(sentence, {
      count: services.length,
      atLeast: this.#servicesLeftOut,
      host,
      names: services.slice(0, NAMED_SERVICES).map((service) => {
        const name = host === null ? endpointText(service) : String(service.port);
        // A name and its count stay on one line.
        return busiest.connections === 1 ? name : `${name}\u00a0(${formatCount(service.connections)})`;
      }),
    });
  }
}
