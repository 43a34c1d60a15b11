// Tests run in plain Node, each file in its own process; dist/ is built once before them.
import { defineConfig } from "vitest/config";

// Colour, width and language of whoever starts the tests must not leak into what they compare.
for (const name of ["FORCE_COLOR", "NO_COLOR", "COLUMNS", "LANG", "LC_ALL", "LANGUAGE"])
  delete process.env[name];
// Under sudo, live would make the process of the tests itself the user who called it.
for (const name of ["SUDO_UID", "SUDO_GID"]) delete process.env[name];

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: "test/global-setup.ts",
    setupFiles: "test/property-seed.ts",
    passWithNoTests: false,
    // Real processes, kernels and clocks, on a machine that may be busy with something else: there a
    // test that fails once is asked again, and vitest's report says so.
    retry: process.env["CI"] ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    env: { TZ: "UTC" },
  },
});
