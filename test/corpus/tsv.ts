// Tables of tab-separated values as the judges' figures are kept in: one header line, no quoting,
// lines with `#` in front are remarks.

/** The rows, by the names of the header line. Throws when a row has another number of columns. */
export function tsvRows(text: string): Record<string, string>[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  const header = (lines.shift() ?? "").split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    if (cells.length !== header.length) {
      throw new Error(`${header.length} columns expected, ${cells.length} found: ${line.slice(0, 200)}`);
    }
    return Object.fromEntries(header.map((name, column) => [name, cells[column] as string]));
  });
}
