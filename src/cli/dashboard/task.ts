// What the session of a dashboard is asked to do: the options of its command as they were understood, which can
// be handed to another thread.
import type { Speed } from "../../session/screen/frame.ts";
import type { AnalysisOptions } from "../engine-options.ts";

export interface ReplayTask {
  readonly kind: "replay";
  readonly inputs: readonly string[];
  readonly options: AnalysisOptions & { readonly speed: Speed };
}

export type SessionTask = ReplayTask;
