// What an independent validator says of a document or a line.
import { Ajv2020 } from "ajv/dist/2020.js";
import { FINDING_KINDS } from "../../src/detect/figures-schema.ts";
import { reportSchema } from "../../src/record/schema.ts";

export const SCHEMA = reportSchema(FINDING_KINDS);

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(SCHEMA);

/** Where `value` breaks the schema, and how; empty when it does not. */
export function complaints(value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
