// Builds dist/ before all tests, for those that start the executable as a user does.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export default function setup(): void {
  // The bundles are what is built last.
  if (newest("src") < newest("dist/bundle")) return;
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const built = spawnSync(process.execPath, [compiler, "-p", "tsconfig.json"], {
    cwd: root,
    stdio: "inherit",
  });
  // Status 2: written in spite of type errors. They are the business of `npm run check`.
  const bundler = join(root, "node_modules/rolldown/bin/cli.mjs");
  const joined = spawnSync(process.execPath, [bundler, "-c"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if ((built.status !== 0 && built.status !== 2) || joined.status !== 0)
    throw new Error("dist/ could not be built");
}

/** When the last file below the folder was written, in milliseconds since 1970; 0 when there is none. */
function newest(folder: string): number {
  try {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    return Math.max(...names.map((name) => statSync(join(root, folder, name)).mtimeMs));
  } catch {
    return 0;
  }
}
