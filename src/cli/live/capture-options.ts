// Options of capturing, and the capture that they ask for: opened with all rights, handed out without them.
import type { Command } from "commander";
import { CaptureError } from "../../capture/capture-error.ts";
import type { InterfaceList } from "../../capture/live/interfaces.ts";
import type { Backend, OpenedCapture } from "../../capture/live/live-capture.ts";
import { parseDuration, parsePlainNumber } from "../../select/quantity.ts";
import type { Language } from "../../words/language.ts";
import { CompletedOption, oneOf, wholeNumber } from "../options.ts";
import { UsageError } from "../usage-error.ts";
import { commandWords } from "./command-words.ts";

export interface CaptureOptions {
  readonly interface?: string[];
  readonly snaplen?: number;
  readonly buffer?: number;
  readonly promiscuous: boolean;
  readonly timeout?: number;
  readonly backend?: Backend;
  readonly keepRoot?: boolean;
  readonly lang: Language;
}

export interface LiveOpening extends OpenedCapture {
  /** What to say on standard error before the first packet, a line each. */
  readonly remarks: readonly string[];
}

const BACKENDS: readonly string[] = ["libpcap", "cap"] satisfies Backend[];
/** All interfaces at once. */
const ANY = "any";
/** libpcap takes no more. */
const LONGEST_SNAPLEN = 262_144;
/** Sizes are an int in C. */
const LARGEST_BUFFER = 2 ** 31 - 1;
/** What comes is told no sooner than this. */
const LONGEST_TIMEOUT = 10_000;

export function addCaptureOptions(command: Command): Command {
  const several = (name: string, names: string[] = []) => [...names, name];
  return command
    .addOption(
      new CompletedOption(
        "-i, --interface <name>",
        "capture on this one; several: -i eth0 -i lo; any: on all",
        { kind: "interfaces" },
      ).argParser(several),
    )
    .addOption(
      new CompletedOption("--snaplen <bytes>", "keep so much of a packet (default: all of it)").argParser(
        size("--snaplen", 64, LONGEST_SNAPLEN, "96"),
      ),
    )
    .addOption(
      new CompletedOption(
        "--buffer <size>",
        "the kernel's buffer, such as 64MiB (default: 32MiB; 128MiB under the dashboard)",
      ).argParser(size("--buffer", 65_536, LARGEST_BUFFER, "64MiB")),
    )
    .addOption(new CompletedOption("--no-promiscuous", "only what this machine sends and is sent"))
    .addOption(
      new CompletedOption(
        "--timeout <milliseconds>",
        "how long the kernel may gather a batch (default: 100)",
      ).argParser(milliseconds),
    )
    .addOption(
      new CompletedOption(
        "--backend <library>",
        "capture through libpcap or the package cap (default: libpcap)",
        {
          kind: "words",
          words: BACKENDS,
          list: false,
        },
      ).argParser(oneOf("--backend", BACKENDS)),
    )
    .addOption(
      new CompletedOption("--keep-root", "stay root when started by sudo, instead of becoming who called it"),
    );
}

/**
 * Begins to capture. Rejects with CaptureError, FilterError or UsageError, each with a line that says what to do.
 * @param named interface of the command line
 */
export async function openCapture(
  named: string | undefined,
  filter: string | undefined,
  options: CaptureOptions,
): Promise<LiveOpening> {
  const asked = [...new Set([...(named === undefined ? [] : [named]), ...(options.interface ?? [])])];
  if (asked.length > 1 && asked.includes(ANY)) {
    throw new UsageError("-i: any is all interfaces at once; leave the others out, or any");
  }
  if (filter !== undefined) await refuseWrongFilter(filter, options.backend);
  const chosen = asked.length === 0 ? await defaultInterface() : null;
  const names = chosen === null ? asked : [chosen];
  const opened = await opening(names, filter, options);
  const remarks =
    chosen === null ? [] : [`no interface is named, so on ${chosen}; shakedown interfaces lists them`];
  return { ...opened, remarks: [...remarks, ...opened.limits] };
}

async function opening(
  names: readonly string[],
  filter: string | undefined,
  { snaplen, buffer, promiscuous, timeout, backend }: CaptureOptions,
): Promise<OpenedCapture> {
  const { openInterfaces } = await import("../../capture/live/open-interfaces.ts");
  try {
    return await openInterfaces(names, {
      promiscuous,
      ...(snaplen !== undefined && { snapLength: snaplen }),
      ...(buffer !== undefined && { bufferBytes: buffer }),
      ...(timeout !== undefined && { timeoutMilliseconds: timeout }),
      ...(backend !== undefined && { backend }),
      ...(filter !== undefined && { filter }),
    });
  } catch (error) {
    throw error instanceof CaptureError ? await advised(error) : error;
  }
}

/** Wrong for whatever link type, so before anything is opened; with the column where it is wrong. */
async function refuseWrongFilter(filter: string, backend: Backend | undefined): Promise<void> {
  const { isLibpcapThere } = await import("../../capture/live/open-interfaces.ts");
  // cap brings its own, and says what is wrong when it begins.
  if (backend !== "libpcap" && !(await isLibpcapThere())) return;
  const { PacketFilter } = await import("../../capture/packet-filter.ts");
  await PacketFilter.compile(filter);
}

/** The same with what to do on this system. */
async function advised(error: CaptureError): Promise<CaptureError> {
  const { code, file: name } = error;
  if (code !== "not-found" && code !== "not-permitted") return error;
  const list = await knownInterfaces();
  const names = list?.interfaces.map((listed) => listed.name) ?? [];
  if (code === "not-found") return names.length === 0 ? error : unknownInterface(name, names);
  // Without rights libpcap does not get as far as to miss it. (What Node knows are not all.)
  const isListed = names.includes(name) || list?.leftOut.includes(name);
  if (list !== null && list.libpcap !== null && !isListed) return unknownInterface(name, names);
  const { missingRight, rightsOfThisProcess } = await import("../../capture/live/permissions.ts");
  const advice = missingRight(rightsOfThisProcess(), commandWords());
  return new CaptureError(code, name, 0, `${name} cannot be captured on: ${advice}`);
}

async function unknownInterface(name: string, names: readonly string[]): Promise<CaptureError> {
  const { nearSpellings } = await import("../../select/near-spellings.ts");
  const near = nearSpellings(name, names);
  const called = name === "" ? "without a name" : name;
  const meant = near.length === 0 ? ";" : `, did you mean ${near.join(" or ")}?`;
  return new CaptureError(
    "not-found",
    name,
    0,
    `there is no interface ${called}${meant} there are ${names.join(", ")}`,
  );
}

/** Null where they cannot be listed. */
async function knownInterfaces(): Promise<InterfaceList | null> {
  const { listInterfaces } = await import("../../capture/live/interfaces.ts");
  return listInterfaces(() => {}).catch(() => null);
}

async function defaultInterface(): Promise<string> {
  const chosen = (await knownInterfaces())?.interfaces.find((listed) => listed.default);
  if (chosen === undefined) {
    throw new UsageError("live: no interface is up; name one of those that shakedown interfaces lists");
  }
  return chosen.name;
}

/**
 * Gives up root where sudo gave it; once all is open that needs it, before what must belong to the user is made
 * and before the first packet is decoded. What is loaded on demand must be there by now: to the caller the
 * program's folder may be closed, as /root is. Main thread only. Rejects with UsageError where it does not work.
 */
export async function becomeCaller({ keepRoot }: Pick<CaptureOptions, "keepRoot">): Promise<void> {
  if (keepRoot === true) return;
  const { giveUpRoot, PrivilegeError } = await import("../../capture/live/privileges.ts");
  try {
    giveUpRoot(process.env);
  } catch (error) {
    throw error instanceof PrivilegeError ? new UsageError(error.message) : error;
  }
}

/** A number of bytes, with k, M, G, KiB, MiB, GiB where wanted. */
function size(option: string, least: number, most: number, example: string): (text: string) => number {
  const count = wholeNumber(option, least);
  return (text) => {
    const bytes = count(text);
    if (bytes <= most) return bytes;
    throw new UsageError(`${option}: "${text}" is more than ${most} bytes; write ${example}`);
  };
}

/** A bare number is one of milliseconds. */
function milliseconds(text: string): number {
  const bare = parsePlainNumber(text);
  const seconds = parseDuration(text);
  const value = bare ?? (seconds === null ? Number.NaN : seconds * 1000);
  if (Number.isInteger(value) && value >= 1 && value <= LONGEST_TIMEOUT) return value;
  throw new UsageError(
    `--timeout: "${text}" is no whole number of milliseconds from 1 to 10000; write 100 or 100ms`,
  );
}
