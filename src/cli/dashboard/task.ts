// What the session of a dashboard is asked to do: the options of its command as they were understood, which can
// be handed to another thread.
import type { Speed } from "../../session/screen/frame.ts";
import type { AnalysisOptions } from "../engine-options.ts";
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

export type SessionTask = ReplayTask;
