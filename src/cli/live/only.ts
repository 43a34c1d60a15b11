// The kinds of events that `--only` names, as people call them.
import type { EventKind } from "../../record/event-record.ts";
import { EVENT_KINDS } from "../../record/vocabulary.ts";
import { folded } from "../../select/keys.ts";
import { nearSpellings } from "../../select/near-spellings.ts";
import { UsageError } from "../usage-error.ts";

/** As people call several of a kind, or what happened; every kind may also get an s. */
const ALSO: Readonly<Record<string, EventKind>> = {
  opened: "open",
  retries: "retry",
  closed: "close",
  eviction: "evict",
  evictions: "evict",
  evicted: "evict",
};

/** In any case, singular or plural. Throws UsageError for what is none. */
export function parseOnly(text: string, before: readonly EventKind[] = []): EventKind[] {
  const kinds = text.split(",").map((given) => {
    const word = folded(given.trim());
    const kind = EVENT_KINDS.find((candidate) => [candidate, `${candidate}s`].map(folded).includes(word));
    const known = kind ?? ALSO[word];
    if (known !== undefined) return known;
    const near = nearSpellings(given.trim(), [...EVENT_KINDS, "findings", "retries", "states"]);
    const meant =
      near.length === 0
        ? `; one of ${EVENT_KINDS.join(", ")}`
        : `, did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`;
    throw new UsageError(`--only: "${given.trim()}" is no kind of event${meant}`);
  });
  return [...before, ...kinds];
}
