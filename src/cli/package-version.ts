// The version of this package, as package.json says it.
import { readFileSync } from "node:fs";

/** Read once: when root was given up, the folder of the program may be out of reach. */
let version: string | null = null;

/** As the files that it writes name it. */
export function programName(): string {
  return `shakedown ${packageVersion()}`;
}

export function packageVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  // The same distance from src/cli, dist/cli and dist/bundle.
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
