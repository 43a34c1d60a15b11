// What is said of one connection's ladder and of its packets in a file.
import type { Language } from "./language.ts";

export interface OneConnectionWords {
  /** No packet of it is in memory any more. */
  readonly forgotten: string;
  /** At this moment of the replay it has not begun. */
  readonly notBegun: string;
  /** Of `total` packets `kept` are in memory: the first and the last, or those from a moment on. */
  readonly kept: (kept: number, total: number, first: number, last: number) => string;
  /** The input could not be read again. */
  readonly unreadable: (why: string) => string;
  readonly written: (packets: number, path: string) => string;
  /** The same, with what `kept` says, and how many bytes of each packet there are. */
  readonly writtenOf: (packets: number, path: string, kept: string | null, bytes: number) => string;
  readonly notWritten: (path: string, why: string) => string;
  /** Why a file cannot be written, by the system's code. */
  readonly why: (code: string) => string;
}

/** A language is loaded only when it is spoken. */
export async function oneConnectionWords(lang: Language): Promise<OneConnectionWords> {
  const words =
    lang === "zh"
      ? await import("./zh/dashboard/one-connection-words.ts")
      : await import("./en/dashboard/one-connection-words.ts");
  return words.oneConnectionWords;
}
