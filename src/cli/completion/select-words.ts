// The `--select` language as word lists for shells. They see one key and its values at a time.
import { SIDES } from "../../record/vocabulary.ts";
import { KEY_NAMES, KEYS } from "../../select/keys.ts";

/** Keys of any side with what follows them, as `state:` and `bytes>`. */
export function selectKeys(): string[] {
  return KEY_NAMES.flatMap((name) => {
    const row = KEYS[name];
    const key = row.kind === "number" && row.compared === true ? `${name}>` : `${name}:`;
    return "sided" in row ? [key, ...SIDES.map((side) => `${side}.${key}`)] : [key];
  });
}

/** For each key of words, its values. */
export function selectValues(): { readonly key: string; readonly values: readonly string[] }[] {
  return KEY_NAMES.flatMap((name) => {
    const row = KEYS[name];
    return row.kind === "word" ? [{ key: name, values: row.values }] : [];
  });
}
