// The version of this package, as package.json says it.
import { readFileSync } from "node:fs";

export function packageVersion(): string {
  // The same distance from src/cli, dist/cli and dist/bundle.
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
