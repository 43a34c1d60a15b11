// Options of every command that analyses captures, and what they tell the engine.
import type { Command } from "commander";
import type { PacketFilter } from "../capture/packet-filter.ts";
import type { EngineOptions, TimeBound } from "../session/engine-options.ts";
import { LANGUAGES, type Language } from "../words/language.ts";
import { CompletedOption, oneOf, seconds, timeBound, wholeNumber } from "./options.ts";
import { isEmptySpan, timeBoundText } from "./time-bound.ts";
import { UsageError } from "./usage-error.ts";

export interface AnalysisOptions {
  readonly filter?: string;
  readonly since?: TimeBound;
  readonly until?: TimeBound;
  readonly msl?: number;
  readonly closeWaitAge?: number;
  readonly closeWaitCount?: number;
  readonly maxConnections?: number;
  readonly lang: Language;
}

/** Where the input is read once more whenever one likes, and a part of it may be asked for. */
export function addAnalysisOptions(command: Command): Command {
  command
    .addOption(
      new CompletedOption(
        "-f, --filter <expression>",
        "only packets that match this pcap filter; numbers count every packet",
      ),
    )
    .addOption(
      new CompletedOption("--since <time>", "only packets from this time on").argParser(timeBound("--since")),
    )
    .addOption(
      new CompletedOption("--until <time>", "only packets before this time").argParser(timeBound("--until")),
    );
  return addTrackingOptions(command);
}

/** How connections are tracked and told. */
export function addTrackingOptions(command: Command): Command {
  return command
    .addOption(
      new CompletedOption(
        "--msl <seconds>",
        "maximum segment lifetime, TIME_WAIT lasts twice this (default: 30)",
      ).argParser(seconds("--msl")),
    )
    .addOption(
      new CompletedOption(
        "--close-wait-age <seconds>",
        "in CLOSE_WAIT for longer raises close-wait-stuck (default: 60)",
      ).argParser(seconds("--close-wait-age")),
    )
    .addOption(
      new CompletedOption(
        "--close-wait-count <n>",
        "so many in CLOSE_WAIT at one service at one time raise close-wait-excess (default: 10)",
      ).argParser(wholeNumber("--close-wait-count", 1)),
    )
    .addOption(
      new CompletedOption(
        "--max-connections <n>",
        "how many to track at one time; what is dropped beyond it is said (default: 1M)",
      ).argParser(wholeNumber("--max-connections", 1)),
    )
    .addOption(
      new CompletedOption("--lang <language>", `language of the sentences: ${LANGUAGES.join(", ")}`, {
        kind: "words",
        words: LANGUAGES,
        list: false,
      })
        .argParser(oneOf("--lang", LANGUAGES))
        .default("en", "en"),
    );
}

/** Rejects with UsageError where they contradict each other, with FilterError for a wrong filter. */
export async function engineOptions(options: AnalysisOptions): Promise<EngineOptions> {
  const { filter, since, until, msl, closeWaitAge, closeWaitCount, maxConnections, lang } = options;
  if (isEmptySpan(since, until)) {
    throw new UsageError("--until: nothing lies before it that --since lets through; exchange the two");
  }
  return {
    lang,
    ...(filter !== undefined && { filter: await compiled(filter) }),
    ...(since && { since }),
    ...(until && { until }),
    ...(msl !== undefined && { msl }),
    ...(closeWaitAge !== undefined && { closeWaitAge }),
    ...(closeWaitCount !== undefined && { closeWaitCount }),
    ...(maxConnections !== undefined && { maxConnections }),
  };
}

/** The options that leave packets out, as they may be typed again. */
export function narrowingWords({ filter, since, until }: AnalysisOptions): string[] {
  return [
    ...(filter === undefined ? [] : ["--filter", filter]),
    ...(since === undefined ? [] : ["--since", timeBoundText(since)]),
    ...(until === undefined ? [] : ["--until", timeBoundText(until)]),
  ];
}

/** libpcap is loaded only where a filter is wanted. */
async function compiled(expression: string): Promise<PacketFilter> {
  const { PacketFilter } = await import("../capture/packet-filter.ts");
  return PacketFilter.compile(expression);
}
