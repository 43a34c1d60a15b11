// `w`: the name of the file that a connection's packets are written to. Pure.
import type { Drawing } from "../drawing.ts";
import { fieldLine } from "./field-line.ts";
import { complaint, keyHints, remark } from "./prompt-lines.ts";
import { type KeyPress, type TextField, textField, typed } from "./text-field.ts";

export interface WritePrompt {
  /** Of the connection. */
  readonly id: number;
  readonly field: TextField;
  /** Enter was pressed without a name. */
  readonly complains: boolean;
}

type WriteOutcome =
  | { readonly kind: "open" | "cancelled" }
  | { readonly kind: "applied"; readonly path: string };

export interface WriteStep {
  readonly prompt: WritePrompt;
  readonly outcome: WriteOutcome;
}

export function openWritePrompt(id: number): WritePrompt {
  return { id, field: textField(`connection-${id}.pcapng`), complains: false };
}

/** @param home what `~` stands for */
export function writeKey(prompt: WritePrompt, input: string, key: KeyPress, home: string): WriteStep {
  if (key.escape === true) return { prompt, outcome: { kind: "cancelled" } };
  const field = typed(prompt.field, input, key);
  const next = field === prompt.field ? prompt : { ...prompt, field, complains: false };
  if (key.return !== true) return { prompt: next, outcome: { kind: "open" } };
  const path = next.field.text.trim().replace(/^~(?=\/)/, home);
  if (path === "" || /[/\\]$/.test(path)) {
    return { prompt: { ...next, complains: true }, outcome: { kind: "open" } };
  }
  return { prompt: next, outcome: { kind: "applied", path } };
}

/** Exactly PROMPT_ROWS lines. */
export function writePromptLines(prompt: WritePrompt, columns: number, drawing: Drawing): string[] {
  const { writeTo, write, keys } = drawing.words.prompts;
  return [
    fieldLine(writeTo, prompt.field, columns, drawing).line,
    prompt.complains
      ? complaint(write.noName, columns, drawing)
      : remark(write.packetsOf(String(prompt.id)), columns, drawing),
    keyHints([keys.write, keys.leave, keys.clear], columns, drawing),
  ];
}
