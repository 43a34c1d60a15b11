// The dashboard on a terminal: ink draws it. The only file that ink's `render` is called in.
import { render } from "ink";
import type { SessionPort } from "../../session/screen/protocol.ts";
import { App } from "./app.tsx";

/** Resolves when the user wants to leave. */
export async function showDashboard(session: SessionPort): Promise<void> {
  const instance = render(<App session={session} />, { exitOnCtrlC: false, incrementalRendering: true });
  await instance.waitUntilExit();
}
