// Figures of any kind of finding, made from its schema: what sentences must cope with.
import { FINDING_KINDS } from "../../src/detect/figures-schema.ts";
import type { JsonSchema } from "../../src/record/json-schema.ts";

/** `least`: nothing known and nothing counted wherever that may be; else everything. */
export function figuresBySchema(id: string, least: boolean): Record<string, unknown> {
  const kind = FINDING_KINDS.find((candidate) => candidate.id === id);
  if (kind === undefined) throw new Error(`no finding ${id}`);
  return objectBySchema(kind.figures, least);
}

function objectBySchema(fields: Readonly<Record<string, JsonSchema>>, least: boolean) {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, value(schema, least)]));
}

function value(schema: JsonSchema, least: boolean): unknown {
  const types = [schema.type ?? []].flat();
  const values = schema.enum;
  if (least && (types.includes("null") || values?.includes(null))) return null;
  if (values !== undefined) return values.find((candidate) => candidate !== null);
  if (types.includes("object")) return objectBySchema(schema.properties ?? {}, least);
  if (types.includes("array")) return [0, 1, 2].map(() => value(schema.items ?? {}, least));
  if (types.includes("boolean")) return !least;
  if (types.includes("string")) return "something";
  if (least) return 0;
  const most = typeof schema["maximum"] === "number" ? schema["maximum"] : 7;
  return types.includes("integer") ? Math.min(7, most) : Math.min(1.5, most);
}
