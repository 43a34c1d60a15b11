// The end of a process whose terminal is gone. Node.js sets the terminal's modes back when it exits, takes a failure
// of that for a mistake of its own and aborts with a core dump: so the process ends as those do that never listened.
import { fstatSync } from "node:fs";
import { isatty } from "node:tty";

const STANDARD = [0, 1, 2];

/** When this process exits and its terminal was hung up, it ends by SIGHUP, after everything else was done. */
export function endByHangUp(): void {
  const terminals = STANDARD.filter((descriptor) => isatty(descriptor));
  process.once("exit", () => {
    if (!terminals.some(isHungUp)) return;
    process.removeAllListeners("SIGHUP");
    process.kill(process.pid, "SIGHUP");
    // (Where that is ignored, as under nohup.)
    process.kill(process.pid, "SIGKILL");
  });
}

/** Such a terminal is still open, but none any more. */
function isHungUp(descriptor: number): boolean {
  try {
    return !isatty(descriptor) && fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
