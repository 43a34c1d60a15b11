// Lifecycle events as people read them: a line each, or on a narrow screen a line and what goes below
// it. Knows nothing of streams; remembers only the day, and how wide the ends were so far.
import { endpointText } from "../../record/address-text.ts";
import type { EndpointProcess, State } from "../../record/connection-record.ts";
import type { EventEndpoint, EventKind, LifecycleEvent } from "../../record/event-record.ts";
import type { EventSentences, EventWords, Standing } from "../../words/event-words.ts";
import { LocalClock } from "../local-time.ts";
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { type ColorLevel, createStyle, type Meaning, STATE_FAMILY, type Style } from "../terminal/style.ts";
import { cutEnd, padEnd, widthOf, wrap } from "../terminal/width.ts";
import type { Crowd } from "./crowded-events.ts";

export interface EventLinesOptions {
  /** Columns of the terminal at this moment; null: lines are never broken. */
  readonly width: () => number | null;
  readonly color: ColorLevel;
  readonly ascii: boolean;
  /** IANA name; default: the zone of this machine. */
  readonly timeZone?: string;
  /** Each event in one line, cut where it finds no room, and its time no finer than needed. Default: nothing is cut. */
  readonly oneLine?: boolean;
}

/** Of "half-open"; the longer one, "unreachable", moves what follows. */
const KIND_WIDTH = 9;
/** Where the ends begin: after the time and the kind. */
const ENDS_AT = 27;
/** Where a sentence goes that finds no room beside. */
const BELOW_AT = 17;
/** The ends of two lines stand alike up to here; longer ones (IPv6) are rare or all there is. */
const WIDEST_COLUMN = 50;
/** On a screen narrower than this, room counts for more than columns. */
const COLUMNS_FROM = 110;
const LEAST_WIDTH = 40;
/** Of "14:03:12.547610" in one line, where there is room and where there is little. */
const MILLISECONDS = 12;
const SECONDS = 8;
/** A container's id as docker shows it. */
const SHOWN_OF_CONTAINER = 12;

const MEANING: Readonly<Record<Exclude<EventKind, "finding" | "state">, Meaning>> = {
  open: "open",
  refused: "error",
  unreachable: "error",
  retry: "warning",
  "half-open": "warning",
  close: "closing",
  reset: "warning",
  evict: "warning",
};

/** What is printed between the events. */
type NoteKind = "summary" | "lost";

export class EventLines {
  readonly #options: EventLinesOptions;
  readonly #words: EventWords;
  readonly #clock: LocalClock;
  readonly #style: Style;
  readonly #glyphs: Glyphs;
  #day = "";
  #endsWidth = 0;

  constructor(options: EventLinesOptions, words: EventWords) {
    this.#options = options;
    this.#words = words;
    this.#clock = new LocalClock(options.timeZone);
    this.#style = createStyle(options.color);
    this.#glyphs = glyphsFor(options.ascii);
  }

  /** @param afterLoss packets were lost while the connection was alive */
  event(event: LifecycleEvent, afterLoss: boolean): string {
    const doubt = afterLoss ? ` ${this.#words.afterLoss}` : "";
    if (event.kind === "finding") {
      const { id, severity, summary } = event.finding;
      const mark = severity === "info" ? "" : `${this.#glyphs[severity]} `;
      // (Of what is missing itself there is no doubt.)
      const sentence = `${mark}${id}: ${summary}${id === "capture-loss" ? "" : doubt}`;
      return this.#lines(event.time, "finding", severity, this.#unnamedEnds(event), sentence, `${mark}${id}`);
    }
    const meaning = event.kind === "state" ? STATE_FAMILY[event.to as State] : MEANING[event.kind];
    const say = this.#words.sentences[event.kind] as EventSentences["open"];
    return this.#lines(event.time, event.kind, meaning, this.#ends(event), say(event as never) + doubt);
  }

  /** How things stand, of the moment `time`. */
  standing(time: string, standing: Standing): string {
    return this.#lines(time, "summary", "title", "", this.#words.standing(standing));
  }

  /** In place of lines that found no room. */
  notPrinted(time: string, lines: number): string {
    return this.#lines(time, "lost", "warning", "", this.#words.notPrinted(lines));
  }

  /** In place of further lines of a kind. */
  further(time: string, { kind, finding, count }: Crowd): string {
    return this.#lines(time, kind, "quiet", "", this.#words.further(count, finding));
  }

  /** A finding's sentence mostly names whom it is about. */
  #unnamedEnds(event: Extract<LifecycleEvent, { kind: "finding" }>): string {
    const { summary } = event.finding;
    if (event.connection === null) {
      const { ip, port } = event.finding.subject;
      const subject = ip === null ? "" : port === null ? ip : endpointText({ ip, port });
      return summary.includes(subject) ? "" : subject;
    }
    const ends = [event.client, event.server];
    const isNamed = ({ process, ...address }: EventEndpoint) =>
      summary.includes(endpointText(address)) &&
      (!process || new RegExp(`(?:pid|进程) ${process.pid}\\b`).test(summary));
    return ends.every(isNamed) ? "" : this.#ends(event);
  }

  #ends({ client, server }: { client: EventEndpoint; server: EventEndpoint }): string {
    return `${end(client)} ${this.#glyphs.arrow} ${end(server)}`;
  }

  /** @param title with what the sentence begins and what is dressed as the kind is */
  #lines(
    time: string,
    kind: EventKind | NoteKind,
    meaning: Meaning,
    ends: string,
    sentence: string,
    title = "",
  ): string {
    const { day, time: precise } = this.#clock.at(time);
    const timeOfDay = this.#options.oneLine ? precise.slice(0, this.#digitsOfTime()) : precise;
    const isNewDay = this.#day !== "" && this.#day !== day;
    this.#day = day;
    const head = this.#style("quiet", timeOfDay) + this.#kind(kind, meaning);
    const begun = padEnd(kind, KIND_WIDTH).length + timeOfDay.length + 3;
    const lines = this.#fill(head, begun, this.#plain(ends), this.#plain(sentence));
    const dressed = title === "" ? lines : this.#dressed(lines, this.#plain(title), meaning);
    return `${isNewDay ? `${this.#style("quiet", day)}\n` : ""}${dressed.join("\n")}\n`;
  }

  #digitsOfTime(): number {
    return (this.#options.width() ?? Infinity) < COLUMNS_FROM ? SECONDS : MILLISECONDS;
  }

  #kind(kind: string, meaning: Meaning): string {
    return `  ${this.#style(meaning, kind)}${" ".repeat(Math.max(0, KIND_WIDTH - kind.length) + 1)}`;
  }

  /** One line where it fits, else the sentence below. */
  #fill(head: string, begun: number, ends: string, sentence: string): string[] {
    const limit = this.#options.width();
    const width = limit === null ? Infinity : Math.max(LEAST_WIDTH, limit);
    if (this.#options.oneLine) return [head + this.#cut(ends, sentence, begun, width)];
    if (ends === "") {
      if (begun + widthOf(sentence) <= width) return [head + sentence];
      const [first = ""] = wrap(sentence, width - begun);
      return [head + first, ...this.#below(sentence.slice(first.length).trimStart(), width)];
    }
    if (widthOf(ends) <= WIDEST_COLUMN) this.#endsWidth = Math.max(this.#endsWidth, widthOf(ends));
    const column = padEnd(ends, width >= COLUMNS_FROM ? this.#endsWidth - (begun - ENDS_AT) : 0);
    for (const beside of [column, ends]) {
      if (begun + widthOf(beside) + 2 + widthOf(sentence) <= width)
        return [`${head}${beside.replaceAll("\u00a0", " ")}  ${sentence}`];
    }
    const [first, ...rest] = wrap(ends, width - begun);
    return [head + first, ...rest.map((line) => " ".repeat(begun) + line), ...this.#below(sentence, width)];
  }

  /** Beside the time and the kind, what finds room. */
  #cut(ends: string, sentence: string, begun: number, width: number): string {
    if (widthOf(ends) <= WIDEST_COLUMN) this.#endsWidth = Math.max(this.#endsWidth, widthOf(ends));
    const column = padEnd(ends, width >= COLUMNS_FROM && ends !== "" ? this.#endsWidth : 0);
    const text = ends === "" ? sentence : `${column}  ${sentence}`;
    return cutEnd(text.replaceAll("\u00a0", " "), width - begun, this.#glyphs.ellipsis);
  }

  #below(sentence: string, width: number): string[] {
    return wrap(sentence, width - BELOW_AT).map((line) => " ".repeat(BELOW_AT) + line);
  }

  #dressed(lines: readonly string[], title: string, meaning: Meaning): string[] {
    const at = lines.findIndex((line) => line.includes(title));
    return lines.map((line, index) =>
      index === at ? line.replace(title, () => this.#style(meaning, title)) : line,
    );
  }

  #plain(text: string): string {
    const harmless = clean(text);
    return this.#options.ascii ? inAscii(harmless) : harmless;
  }
}

function end({ ip, port, process }: EventEndpoint): string {
  const address = endpointText({ ip, port });
  return process === undefined ? address : address + owner(process);
}

/** "(curl 4711 in 3f2a…)", "(uid 1000)"; what holds a name together is not broken. */
function owner({ pid, name, containerId, uid }: EndpointProcess): string {
  const program = [name, pid].filter((part) => part !== null).join(" ");
  const who = program !== "" ? program : uid === null ? "" : `uid ${uid}`;
  if (who === "") return "";
  const where = containerId === null ? "" : ` in ${containerId.slice(0, SHOWN_OF_CONTAINER)}`;
  return ` (${`${who}${where}`.replaceAll(" ", "\u00a0")})`;
}
