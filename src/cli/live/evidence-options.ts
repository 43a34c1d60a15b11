// Options that keep packets while they are analysed, and what keeps them.
import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import type { Command } from "commander";
import type { PacketSource } from "../../capture/packet-source.ts";
import type { Severity } from "../../record/connection-record.ts";
import { SEVERITIES } from "../../record/vocabulary.ts";
import type { Predicate } from "../../select/match.ts";
import { parseCount, parseDuration } from "../../select/quantity.ts";
import type { EngineSink } from "../../session/engine-options.ts";
import { EvidenceKeeper } from "../../session/evidence/evidence-keeper.ts";
import { RotatingCapture } from "../../session/evidence/rotating-capture.ts";
import type { WriteFailure } from "../../session/evidence/rotating-files.ts";
import { type Follower, together } from "../../session/follower.ts";
import { counted } from "../../words/numbers.ts";
import { cannotWrite, whyNotWritten } from "../cannot-write.ts";
import { CompletedOption, oneOf, wholeNumber } from "../options.ts";
import { programName } from "../package-version.ts";
import { UsageError } from "../usage-error.ts";
import { refuseBadTarget } from "../writing.ts";

export interface EvidenceOptions {
  readonly write?: string;
  readonly rotate?: Rotation;
  readonly keep?: number;
  readonly writeFindings?: string;
  readonly writeSeverity?: Severity;
  readonly evidenceMemory?: number;
  readonly keepFindings?: number;
}

type Rotation = { readonly bytes: number } | { readonly seconds: number };

/** Something that keeps packets until capturing ends. */
export interface Evidence {
  readonly follower: Follower;
  /** Something that should have been written was not: the exit code says so. */
  readonly failed: boolean;
  /** What is found while connections go on. */
  event: NonNullable<EngineSink["event"]>;
  /** Writes the rest, once; resolves to the lines that say what was written. */
  close(): Promise<string[]>;
}

const EVIDENCE_MEMORY = 64 * 1024 * 1024;
const KEEP_FINDINGS = 1000;
/** Smaller files serve nobody. */
const LEAST_ROTATION = 10_000;

export function addEvidenceOptions(command: Command): Command {
  return command
    .addOption(
      new CompletedOption("--write <file.pcapng>", "write every packet; an existing file is replaced", {
        kind: "captures",
      }),
    )
    .addOption(
      new CompletedOption(
        "--rotate <size|time>",
        "with --write: a new file after 100MB or 1h, its number and time in its name",
      ).argParser(rotation),
    )
    .addOption(
      new CompletedOption("--keep <n>", "with --rotate: so many files stay (default: all)").argParser(
        wholeNumber("--keep", 1),
      ),
    )
    .addOption(
      new CompletedOption(
        "--write-findings <folder>",
        "write the first and last packets of each connection with a finding, a file each",
      ),
    )
    .addOption(
      new CompletedOption(
        "--write-severity <severity>",
        "with --write-findings: only for findings of this severity or worse (default: warning)",
        { kind: "words", words: SEVERITIES, list: false },
      ).argParser(oneOf("--write-severity", SEVERITIES)),
    )
    .addOption(
      new CompletedOption(
        "--evidence-memory <bytes>",
        "with --write-findings: for the packets of all connections (default: 64Mi)",
      ).argParser(wholeNumber("--evidence-memory", 1_000_000)),
    )
    .addOption(
      new CompletedOption(
        "--keep-findings <n>",
        "with --write-findings: so many files stay (default: 1000)",
      ).argParser(wholeNumber("--keep-findings", 1)),
    );
}

function rotation(text: string): Rotation {
  // 10m are minutes here, 10M bytes.
  const bytes = /[kKMGT](i?B?)?$|B$/.test(text) ? parseCount(text) : null;
  if (bytes !== null && bytes >= LEAST_ROTATION) return { bytes: Math.floor(bytes) };
  const seconds = bytes === null && /[a-z]$/.test(text) ? parseDuration(text) : null;
  if (seconds !== null && seconds >= 1) return { seconds };
  throw new UsageError(
    `--rotate: "${text}" is neither a size from 10kB on nor a time from 1s on; write 100MB or 1h`,
  );
}

/** Before capturing begins. Rejects with UsageError where the options make no sense together. */
export async function refuseBadEvidence(
  options: EvidenceOptions & { readonly select?: string },
): Promise<void> {
  const { write, rotate, keep, writeFindings, select } = options;
  if (rotate !== undefined && write === undefined)
    throw new UsageError("--rotate: says how --write divides its files; add --write FILE");
  if (keep !== undefined && rotate === undefined)
    throw new UsageError("--keep: says how many files of --rotate stay; add --rotate 100MB");
  for (const option of ["writeSeverity", "evidenceMemory", "keepFindings"] as const) {
    if (options[option] === undefined || writeFindings !== undefined) continue;
    const name = `--${option.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(`${name}: says what --write-findings does; add --write-findings FOLDER`);
  }
  if (write === undefined) return;
  if (select !== undefined) {
    throw new UsageError(
      "--write: writes every packet, because what --select wants is known only when a story is over; " +
        "use --write-findings FOLDER, or shakedown read FILE --select … --write … afterwards",
    );
  }
  await refuseBadTarget(write, []);
}

/**
 * Files are there when this resolves; null where nothing is to be kept. Rejects with UsageError where
 * they cannot be written.
 * @param say hears at once, in one line, what goes wrong later
 * @param selected of which connections the findings count
 */
export async function openEvidence(
  options: EvidenceOptions,
  source: PacketSource,
  say: (line: string) => void,
  selected?: Predicate,
): Promise<Evidence | null> {
  const kept: Evidence[] = [];
  if (options.write !== undefined) kept.push(await everyPacket(options.write, options, source, say));
  if (options.writeFindings !== undefined)
    kept.push(await ofFindings(options.writeFindings, options, source, say, selected));
  if (kept.length === 0) return null;
  let closing: Promise<string[]> | null = null;
  return {
    follower: together(kept.map(({ follower }) => follower)),
    get failed() {
      return kept.some(({ failed }) => failed);
    },
    event(event, record, handle) {
      for (const evidence of kept) evidence.event(event, record, handle);
    },
    close() {
      closing ??= Promise.all(kept.map((evidence) => evidence.close())).then((lines) => lines.flat());
      return closing;
    },
  };
}

async function everyPacket(
  path: string,
  { rotate, keep }: EvidenceOptions,
  source: PacketSource,
  say: (line: string) => void,
): Promise<Evidence> {
  const capture = await RotatingCapture.create(source, {
    path,
    application: programName(),
    ...(rotate && ("bytes" in rotate ? { rotateBytes: rotate.bytes } : { rotateSeconds: rotate.seconds })),
    ...(keep !== undefined && { keep }),
    onFailure: ({ path: file, code }) =>
      say(
        `--write: ${file} cannot be written any more (${whyNotWritten(code)}); the analysis goes on without`,
      ),
    onSlow: () => say(`--write: the disk is too slow for ${path}; packets are missing in it from now on`),
  }).catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite("--write", path, error);
  });
  return {
    follower: capture,
    get failed() {
      return capture.files.failure !== null;
    },
    event() {},
    async close() {
      await capture.close();
      return linesOf(capture, keep);
    },
  };
}

function linesOf({ files, dropped }: RotatingCapture, keep: number | undefined): string[] {
  const among = files.files > 1 ? `${counted(files.files, "file")}, the last ${files.path}` : files.path;
  const kept = files.removed > 0 ? `; the newest ${keep} stay` : "";
  const lines = [`${counted(files.packets, "packet")} written to ${among}${kept}`];
  if (dropped > 0) {
    const why = files.failure === null ? "the disk was too slow" : whyNotWritten(files.failure.code);
    lines.push(`${counted(dropped, "packet")} not written: ${why}`);
  }
  return lines;
}

async function ofFindings(
  folder: string,
  { writeSeverity: severity = "warning", evidenceMemory, keepFindings }: EvidenceOptions,
  source: PacketSource,
  say: (line: string) => void,
  selected: Predicate | undefined,
): Promise<Evidence> {
  await findFolder(folder);
  const keeper = new EvidenceKeeper(source, {
    folder,
    application: programName(),
    severity,
    memory: evidenceMemory ?? EVIDENCE_MEMORY,
    keep: keepFindings ?? KEEP_FINDINGS,
    selected,
    onFailure: ({ path, code }: WriteFailure) =>
      say(
        `--write-findings: ${path} cannot be written (${whyNotWritten(code)}); the next one is tried all the same`,
      ),
  });
  return {
    follower: keeper,
    get failed() {
      return keeper.files.failure !== null;
    },
    event: (event, record, handle) => keeper.event(event, record, handle),
    async close() {
      await keeper.close();
      return keptLines(keeper, folder, severity);
    },
  };
}

function keptLines({ files, leftOut }: EvidenceKeeper, folder: string, severity: Severity): string[] {
  const what =
    severity === "info"
      ? "a finding"
      : `a finding of severity ${severity}${severity === "warning" ? " or worse" : ""}`;
  const stay = files.removed > 0 ? `; ${counted(files.written - files.removed, "file")} of them stay` : "";
  const lines = [`${counted(files.written, "connection")} with ${what} written to ${folder}${stay}`];
  if (leftOut > 0) {
    lines.push(
      `${counted(leftOut, "more connection")} left out: too many with the same finding at one time, or their packets were no longer in memory`,
    );
  }
  if (files.lost > 0) {
    const why = files.failure === null ? "the disk was too slow" : whyNotWritten(files.failure.code);
    lines.push(`${counted(files.lost, "file")} could not be written: ${why}`);
  }
  return lines;
}

async function findFolder(folder: string): Promise<void> {
  if (folder === "") throw new UsageError("--write-findings: needs the name of a folder");
  const found = await stat(folder).catch(() => null);
  if (found !== null && !found.isDirectory())
    throw new UsageError(`--write-findings: ${folder} is no folder; name one`);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite("--write-findings", folder, error as NodeJS.ErrnoException);
  }
}
