// `shakedown schema`: what programs can rely on.
import { Command } from "commander";
import { reportSchema } from "../record/schema.ts";
import { StreamOutput } from "./output.ts";
import type { Terminal } from "./terminal.ts";

export function schemaCommand(terminal: Terminal): Command {
  return new Command("schema")
    .description("print the JSON Schema of the json document and of the ndjson lines")
    .addHelpText("after", "\nExample:\n  shakedown schema > shakedown.schema.json\n")
    .action(async () => {
      const output = new StreamOutput(terminal.stdout);
      output.write(`${JSON.stringify(reportSchema, null, 2)}\n`);
      await output.finish();
    });
}
