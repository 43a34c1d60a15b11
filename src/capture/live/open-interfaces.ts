// Begins to capture: through libpcap, or, where that cannot be called, through the package cap.
import { CaptureError } from "../capture-error.ts";
import { CAP_LIMITS, loadCap, openCap } from "./cap-source.ts";
import { loadLibpcap } from "./libpcap.ts";
import { compilerPackages, LibpcapMissing } from "./libpcap-package.ts";
import type { Backend, OpenedCapture } from "./live-capture.ts";
import { type InterfaceOptions, openLive } from "./live-source.ts";

export interface OpeningOptions extends InterfaceOptions {
  /** Undefined: libpcap, and cap where it is not to be had. */
  readonly backend?: Backend;
}

/**
 * Begins to capture on each of the interfaces. Rejects with CaptureError where one cannot be captured on,
 * no library is to be had, or the library cannot do what is asked for; with FilterError for a wrong filter.
 */
export async function openInterfaces(
  names: readonly string[],
  { backend, ...options }: OpeningOptions,
): Promise<OpenedCapture> {
  if (backend === "cap") return throughCap(names, options, null);
  try {
    return { source: await openLive(names, options), limits: [] };
  } catch (error) {
    if (!(error instanceof LibpcapMissing)) throw error;
    if (backend === "libpcap") throw noLibrary(names, `capturing needs libpcap: ${error.message}`);
    return throughCap(names, options, error.message);
  }
}

export async function isLibpcapThere(): Promise<boolean> {
  try {
    await loadLibpcap();
    return true;
  } catch (error) {
    if (!(error instanceof LibpcapMissing)) throw error;
    return false;
  }
}

/** @param missing why libpcap, which would be better, is not called */
async function throughCap(
  names: readonly string[],
  options: InterfaceOptions,
  missing: string | null,
): Promise<OpenedCapture> {
  const Capture = await loadCap();
  if (Capture === null) {
    throw noLibrary(
      names,
      missing === null
        ? `the package cap is not installed, or was built for another Node; ${await compilerPackages()}, then npm install cap`
        : `capturing needs libpcap: ${missing}`,
    );
  }
  const [name, ...others] = names as [string, ...string[]];
  if (others.length > 0)
    throw noLibrary(names, "the package cap captures on one interface; name one, or use libpcap");
  for (const [option, isAsked] of [
    ["--snaplen", options.snapLength !== undefined],
    ["--timeout", options.timeoutMilliseconds !== undefined],
    ["--no-promiscuous", options.promiscuous === false],
  ] as const) {
    if (isAsked)
      throw noLibrary(names, `${option}: the package cap cannot be told; leave it out, or use libpcap`);
  }
  const limits = missing === null ? CAP_LIMITS : [...CAP_LIMITS, `libpcap would tell more: ${missing}`];
  return { source: openCap(Capture, name, options), limits };
}

function noLibrary(names: readonly string[], message: string): CaptureError {
  return new CaptureError("unsupported", names.join(), 0, message);
}
