// Opens the dashboard over a session and stays until the user quits: the screen is taken, and given back
// however it ends.
import type { FromSession } from "../../session/screen/protocol.ts";
import { DONE } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { SessionThread } from "./session-thread.ts";
import type { SessionTask } from "./task.ts";

/** Resolves with the exit code. */
export async function openDashboard(task: SessionTask, terminal: Terminal): Promise<number> {
  const session = new SessionThread(task);
  const hearers = new Set<(message: FromSession) => void>();
  session.listen((message) => {
    for (const hear of hearers) hear(message);
  });
  const failed = await new Promise<Extract<FromSession, { type: "failed" }> | null>((resolve) => {
    const first = (message: FromSession) => {
      if (message.type === "opened") resolve(null);
      else if (message.type === "failed") resolve(message);
      else return;
      hearers.delete(first);
    };
    hearers.add(first);
  });
  if (failed !== null) {
    terminal.stderr.write(failed.line);
    return failed.exitCode;
  }
  const { showDashboard } = await import("../../present/dashboard/show-dashboard.tsx");
  const ended = new Promise<Extract<FromSession, { type: "ended" }>>((resolve) => {
    hearers.add((message) => {
      if (message.type === "ended") resolve(message);
      else if (message.type === "failed")
        resolve({ ...message, type: "ended", report: "", remarks: [message.line] });
    });
  });
  const port = {
    send: (message: Parameters<SessionThread["send"]>[0]) => session.send(message),
    listen: (hear: (message: FromSession) => void) => void hearers.add(hear),
  };
  session.send({ type: "go" });
  await showDashboard(port);
  session.send({ type: "stop" });
  const { report, remarks, exitCode } = await ended;
  terminal.stdout.write(report);
  for (const line of remarks) terminal.stderr.write(line);
  await session.kill();
  return exitCode ?? DONE;
}
