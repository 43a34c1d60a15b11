// differences.tsv: every place where a judge and we say different things, with the class that says
// why ours is right. Written anew by a run with CORPUS_UPDATE=1, then read by people.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Difference, differenceKey, lastWord } from "./difference.ts";
import { groupBy } from "./group-by.ts";
import { tsvRows } from "./tsv.ts";

const FILE = fileURLToPath(new URL("differences.tsv", import.meta.url));

export interface ListedDifference extends Difference {
  /** Id of a class of difference-classes.ts. */
  readonly class: string;
}

export function listedDifferences(): ListedDifference[] {
  return tsvRows(readFileSync(FILE, "utf8")).map((row) => ({
    capture: row["capture"] ?? "",
    judge: row["judge"] ?? "",
    connection: row["connection"] ?? "",
    field: row["field"] ?? "",
    theirs: row["theirs"] ?? "",
    ours: row["ours"] ?? "",
    class: row["class"] ?? "",
  }));
}

/** More differences of one kind in one capture than these stand in one line, with their number. */
const ONE_BY_ONE = 12;

/** As they are listed: each by itself, but many of one class about one field of one capture together. */
export function condensed(differences: readonly ListedDifference[]): ListedDifference[] {
  const kindOf = (difference: ListedDifference) =>
    [difference.class, difference.capture, difference.judge, lastWord(difference.field)].join("\t");
  return [...groupBy(differences, kindOf).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length <= ONE_BY_ONE) return group;
    return [
      {
        ...first,
        connection: `${group.length} connections`,
        field: lastWord(first.field),
        theirs: "…",
        ours: "…",
      },
    ];
  });
}

/** The line of the list. */
export function lineOf(difference: ListedDifference): string {
  return `${difference.class}\t${differenceKey(difference)}`;
}

/** Replaces what is listed of the captures that were compared; the rest stays. */
export function updateList(
  compared: ReadonlySet<string>,
  found: readonly ListedDifference[],
  reasons: ReadonlyMap<string, string>,
): void {
  const kept = listedDifferences().filter(({ capture }) => !compared.has(capture));
  const lines = [...kept, ...found]
    .map((difference) => `${difference.class}\t${differenceKey(difference)}`)
    .sort();
  const used = new Set([...kept, ...found].map((difference) => difference.class));
  const remarks = [...reasons].filter(([id]) => used.has(id)).map(([id, reason]) => `# ${id}: ${reason}`);
  const header = "class\tcapture\tjudge\tconnection\tfield\ttheirs\tours";
  writeFileSync(FILE, [...remarks, header, ...new Set(lines), ""].join("\n"));
}
