// `--filter` on packets that were captured already: one program for each link type, run on blocks. Counts
// nothing and takes nothing away: whoever asks still sees every packet, so that numbers stay.
import { BpfProgram } from "./bpf-program.ts";
import { compileFilter } from "./filter-compiler.ts";
import { FilterError } from "./filter-error.ts";
import { linkTypeName } from "./link-types.ts";
import { type Libpcap, loadLibpcap } from "./live/libpcap.ts";
import { LibpcapMissing } from "./live/libpcap-package.ts";
import type { PacketBlock } from "./packet-block.ts";
import type { Channel } from "./packet-source.ts";

const ETHERNET = 1;
/**
 * Each knows words of its own: `inbound` cooked ones, `wlan type mgt` 802.11, `rnr` pflog, `vpi` ATM,
 * `opc` MTP2. What none of them takes is wrong whatever the capture holds.
 */
const OTHER_LINK_TYPES = [113, 276, 127, 117, 123, 140];
/** Their first four bytes are an address family in the byte order of the machine that captured. */
const HOST_ORDER_LINK_TYPES = new Set([0, 109]);

/** What makes an expression of the beginning of one, besides closing parentheses. */
const COMPLETIONS = ["", " tcp", " 1", "= 0", " 1 = 0", "] = 0", " 1] = 0", " 1.1.1.1"];
const PATIENCE_MILLISECONDS = 500;

/** libpcap's words where no packet of a link type can match. */
const REJECTS_ALL = "expression rejects all packets";
/** `ret #0` */
const RETURN_0 = new Uint8Array(new Uint16Array([6, 0, 0, 0]).buffer);

/** The programs for one link type. */
interface Programs {
  readonly usual: BpfProgram;
  /** For packets that begin with a zero byte; differs only where the capturing machine's order does. */
  readonly zeroFirst: BpfProgram;
}

export class PacketFilter {
  readonly expression: string;
  readonly #libpcap: Libpcap;
  readonly #byLinkType = new Map<number, Programs>();

  private constructor(libpcap: Libpcap, expression: string) {
    this.expression = expression;
    this.#libpcap = libpcap;
  }

  /**
   * Rejects with FilterError where libpcap is missing, or understands the expression for no link type.
   * @param expression in the language of pcap-filter(7); "" matches everything
   */
  static async compile(expression: string): Promise<PacketFilter> {
    let libpcap: Libpcap;
    try {
      libpcap = await loadLibpcap();
    } catch (error) {
      if (!(error instanceof LibpcapMissing)) throw error;
      throw new FilterError(expression, null, `a filter needs libpcap: ${error.message}`);
    }
    const filter = new PacketFilter(libpcap, expression);
    filter.#refuseMeaningless();
    return filter;
  }

  /** For one source, whose channels may become more. */
  over(channels: readonly Channel[]): ChannelFilter {
    return new ChannelFilter(this, channels);
  }

  /** Throws FilterError where the expression means nothing for this link type. */
  programsFor(linkType: number): Programs {
    let programs = this.#byLinkType.get(linkType);
    if (programs === undefined) {
      const usual = this.#compiled(linkType, false);
      const zeroFirst = HOST_ORDER_LINK_TYPES.has(linkType) ? this.#compiled(linkType, true) : usual;
      programs = { usual, zeroFirst };
      this.#byLinkType.set(linkType, programs);
    }
    return programs;
  }

  #compiled(linkType: number, bigEndian: boolean): BpfProgram {
    const { program, failure } = compileFilter(this.#libpcap, this.expression, linkType, bigEndian);
    if (program !== null) return program;
    // Not wrong, since another link type takes it: `ip6` where every packet is IPv4.
    if (failure === REJECTS_ALL) return new BpfProgram(RETURN_0);
    const message = `${failure} (for packets of link type ${linkTypeName(linkType)})`;
    throw new FilterError(this.expression, null, `"${this.expression}": ${message}`);
  }

  #refuseMeaningless(): void {
    const { failure } = compileFilter(this.#libpcap, this.expression, ETHERNET);
    if (failure === null) return;
    // The same on every link type, and asking name servers again takes time.
    if (failure.startsWith("unknown host")) throw this.#syntaxError(failure);
    for (const linkType of OTHER_LINK_TYPES) {
      if (compileFilter(this.#libpcap, this.expression, linkType).failure === null) return;
    }
    throw this.#syntaxError(failure);
  }

  #syntaxError(failure: string): FilterError {
    const { expression } = this;
    const column = this.#columnOf(failure);
    const text = column === null ? failure : `${failure} at column ${column}${this.#behind(column)}`;
    return new FilterError(expression, column, `"${expression}": ${text}; ${hint(expression)}`);
  }

  /** libpcap names a word that it does not know; of a syntax error it tells no more than that it is one. */
  #columnOf(failure: string): number | null {
    const { expression } = this;
    if (failure.includes("syntax error")) return this.#columnOfSyntaxError();
    const word = /'([^']+)'/.exec(failure)?.[1] ?? "";
    const at = expression.indexOf(word);
    return word !== "" && at >= 0 && at === expression.lastIndexOf(word) ? at + 1 : null;
  }

  /** Behind the longest beginning that can be completed something is wrong. */
  #columnOfSyntaxError(): number | null {
    const { expression } = this;
    // Words that look like host names are asked of name servers, each time: not for long.
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    const ends = [...expression.matchAll(/\S(?=\s|$)|[\w\])](?=[^\w])/g)].map(({ index }) => index + 1);
    for (const end of [...ends.reverse(), 0]) {
      if (performance.now() > deadline) return null;
      if (end > 0 && !this.#canBeCompleted(expression.slice(0, end))) continue;
      const next = expression.slice(end).search(/\S/);
      return next < 0 ? expression.length + 1 : end + next + 1;
    }
    return null;
  }

  #canBeCompleted(beginning: string): boolean {
    const open = beginning.split("(").length - beginning.split(")").length;
    const closing = ")".repeat(Math.max(0, open));
    return COMPLETIONS.some((completion) => {
      return compileFilter(this.#libpcap, beginning + completion + closing, ETHERNET).failure === null;
    });
  }

  #behind(column: number): string {
    const before = this.expression.slice(0, column - 1).trimEnd();
    const words = before.split(/\s+/).slice(-3).join(" ");
    return before === "" ? "" : `, behind "${words}"`;
  }
}

/** What to write instead; display filters of Wireshark are the usual mistake. */
function hint(expression: string): string {
  return /\b[a-z]+\.[a-z]|==|&&\s*!|\bcontains\b/i.test(expression) && !expression.includes("[")
    ? 'this is not the language of Wireshark\'s display filters, write "tcp port 80 and host 10.0.0.1"'
    : "the language is that of tcpdump, man pcap-filter";
}

/** Programs by channel: the filter of one source. */
export class ChannelFilter {
  private readonly filter: PacketFilter;
  private readonly channels: readonly Channel[];
  private readonly programs: Programs[] = [];

  constructor(filter: PacketFilter, channels: readonly Channel[]) {
    this.filter = filter;
    this.channels = channels;
  }

  /**
   * Before the packets of a block are asked for: compiles for channels that were not seen before. Throws
   * FilterError where the expression means nothing for one's link type.
   */
  prepare({ channel, from, to }: PacketBlock): void {
    const { programs } = this;
    for (let index = from; index < to; index++) {
      const number = channel[index] as number;
      if (programs[number] !== undefined) continue;
      programs[number] = this.filter.programsFor((this.channels[number] as Channel).linkType);
    }
  }

  /** Whether packet `index` of a prepared block matches. */
  matches({ view, offset, captured, original, channel }: PacketBlock, index: number): boolean {
    const { usual, zeroFirst } = this.programs[channel[index] as number] as Programs;
    const start = offset[index] as number;
    const length = captured[index] as number;
    const program = length > 0 && view.getUint8(start) === 0 ? zeroFirst : usual;
    return program.matches(view, start, length, original[index] as number);
  }
}
