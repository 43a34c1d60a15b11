// What the session of a dashboard is asked to do: the options of its command as they were understood, which can
// be handed to another thread.
import type { Speed } from "../../session/screen/frame.ts";
import type { AnalysisOptions } from "../engine-options.ts";
import type { CaptureOptions } from "../live/capture-options.ts";
import type { EvidenceOptions } from "../live/evidence-options.ts";
import type { HostOptions } from "../live/host-options.ts";
import type { Surroundings } from "../terminal.ts";

/** What of the options concerns how things look, on the screen and in the report that is left. */
export interface LookOptions {
  readonly select?: string;
  readonly ascii?: true;
  readonly color: boolean;
}

interface Task {
  /** For the report in the end. */
  readonly surroundings: Surroundings;
}

export interface ReplayTask extends Task {
  readonly kind: "replay";
  readonly inputs: readonly string[];
  readonly options: AnalysisOptions & LookOptions & { readonly speed: Speed };
}

export interface LiveTask extends Task {
  readonly kind: "live";
  /** Interface of the command line. */
  readonly named: string | undefined;
  readonly options: LiveSessionOptions;
}

/** Of `live`, what concerns capturing and what is told in the end. */
export interface LiveSessionOptions
  extends AnalysisOptions,
    LookOptions,
    CaptureOptions,
    EvidenceOptions,
    HostOptions {
  readonly connections: boolean;
  readonly duration?: number;
  readonly count?: number;
  readonly failOn?: string[];
}

export type SessionTask = ReplayTask | LiveTask;
