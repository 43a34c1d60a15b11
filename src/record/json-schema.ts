// Building blocks of a JSON Schema. The compiler refuses an object that lacks a field of its type, or
// has one too many.

/** The keywords that occur here, and whatever else draft 2020-12 knows. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly (string | number | null)[];
  readonly [keyword: string]: unknown;
}

/** The declared fields of a record, without what an index signature admits. */
export type Declared<Shape> = keyof {
  [Key in keyof Shape as string extends Key ? never : number extends Key ? never : Key]: 1;
};

export interface ObjectSchema extends JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** An object that has every field of `Shape` (but those of `optional`), and no other unless `open`. */
export function objectOf<Shape>(
  description: string,
  properties: Readonly<Record<Declared<Shape> & string, JsonSchema>>,
  { open = false, optional = [] }: { open?: boolean; optional?: readonly Declared<Shape>[] } = {},
): ObjectSchema {
  const left: readonly PropertyKey[] = optional;
  return {
    description,
    type: "object",
    properties,
    required: Object.keys(properties).filter((name) => !left.includes(name)),
    additionalProperties: open,
  };
}

export function text(description: string): JsonSchema {
  return { description, type: "string" };
}

export function count(description: string): JsonSchema {
  return { description, type: "integer", minimum: 0 };
}

export function seconds(description: string): JsonSchema {
  return { description: `${description}, in seconds`, type: "number", minimum: 0 };
}

export function yes(description: string): JsonSchema {
  return { description, type: "boolean" };
}

export function oneOf(values: readonly string[], description: string): JsonSchema {
  return { description, type: "string", enum: values };
}

export function moment(description: string): JsonSchema {
  return {
    description: `${description}: ISO 8601 in UTC with nanoseconds`,
    type: "string",
    pattern: String.raw`^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$`,
  };
}

export function orNull(schema: JsonSchema): JsonSchema {
  const { enum: values, type = [], ...rest } = schema;
  const orNullType = [type, "null"].flat();
  return values === undefined
    ? { ...rest, type: orNullType }
    : { ...rest, type: orNullType, enum: [...values, null] };
}

export function listOf(items: JsonSchema, description: string): JsonSchema {
  return { description, type: "array", items };
}

export function reference(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` };
}

/** Counts by name; names that do not occur are left out. */
export function countsBy(names: readonly string[] | null, description: string): JsonSchema {
  return {
    description,
    type: "object",
    ...(names !== null && { propertyNames: { enum: names } }),
    additionalProperties: { type: "integer", minimum: 0 },
  };
}
