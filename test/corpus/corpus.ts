// Where the captures that nobody here wrote are, and which of them a run looks at. They are not
// part of this project (licences differ): the tests that need them are skipped where they are not.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tsvRows } from "./tsv.ts";

const BESIDE_THE_PROJECT = join(dirname(fileURLToPath(import.meta.url)), "../../../shared/corpus");

/** The corpus' folder (variable CORPUS, or beside the project); null where there is none. */
export const CORPUS: string | null =
  [process.env["CORPUS"], BESIDE_THE_PROJECT].find(
    (folder): folder is string => folder !== undefined && existsSync(join(folder, "MANIFEST.tsv")),
  ) ?? null;

/** Appended to the names of the tests that need the corpus. */
export const SKIPPED_BECAUSE =
  CORPUS === null ? " (skipped: no corpus at ../shared/corpus, and CORPUS does not name one)" : "";

export interface CorpusCapture {
  /** `repository/name`, as the judges' files are named too. */
  readonly name: string;
  /** The repository it comes from. */
  readonly folder: string;
  /** Where it can be read. */
  readonly file: string;
}

/** Every capture of the manifest, or those whose name contains CORPUS_ONLY. */
export function corpusCaptures(): CorpusCapture[] {
  if (CORPUS === null) return [];
  const corpus = CORPUS;
  const only = process.env["CORPUS_ONLY"];
  return tsvRows(readFileSync(join(corpus, "MANIFEST.tsv"), "utf8"))
    .map(({ path = "" }) => path.replace(/^files\//, ""))
    .filter((name) => only === undefined || name.includes(only))
    .map((name) => ({ name, folder: name.slice(0, name.indexOf("/")), file: join(corpus, "files", name) }));
}

/** What a judge says about a capture, or null where it says nothing. */
export function truthText(judge: string, file: string): string | null {
  if (CORPUS === null) return null;
  const path = join(CORPUS, "truth", judge, file);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
