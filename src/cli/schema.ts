// `shakedown schema`: what programs can rely on.
import { Command } from "commander";
import { print } from "./output.ts";
import type { Terminal } from "./terminal.ts";

export function schemaCommand(terminal: Terminal): Command {
  return new Command("schema")
    .description("print the JSON Schema of everything that is printed as json or ndjson")
    .addHelpText("after", "\nExample:\n  shakedown schema > shakedown.schema.json\n")
    .action(async () => {
      const [{ reportSchema }, { FINDING_KINDS }] = await Promise.all([
        import("../record/schema.ts"),
        import("../detect/figures-schema.ts"),
      ]);
      await print(terminal.stdout, `${JSON.stringify(reportSchema(FINDING_KINDS), null, 2)}\n`);
    });
}
