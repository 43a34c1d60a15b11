// A traced connection as a picture: what stands around the ladder in Mermaid and in SVG.
import { endpointText } from "../../record/address-text.ts";
import type { SubjectFinding } from "../../record/connection-record.ts";
import type { TraceRecord } from "../../record/trace-record.ts";
import { formatCount } from "../../words/numbers.ts";
import { glyphsFor } from "../terminal/glyphs.ts";
import { connectionLadder } from "./connection-ladder.ts";
import type { Ladder } from "./ladder.ts";
import { basesText, findingRow, titleLines } from "./ladder-page.ts";
import type { LadderReportOptions } from "./ladder-report.ts";
import { mermaidLadder } from "./mermaid.ts";
import { svgLadder } from "./svg.ts";

const GLYPHS = glyphsFor(false);
/** Titles of a picture are never broken. */
const ENDLESS = Number.POSITIVE_INFINITY;

export function mermaidPicture(
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  options: LadderReportOptions,
): string {
  const { client, server } = trace.connection;
  const { side } = options.words;
  return mermaidLadder(pictured(trace, findings, options).ladder, {
    title: titleLines(trace, options.words, GLYPHS, ENDLESS)[0] ?? "",
    client: `${side.client} ${endpointText(client)}`,
    server: `${side.server} ${endpointText(server)}`,
  });
}

export function svgPicture(
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  options: LadderReportOptions,
): string {
  const { words } = options;
  const { ladder, remark } = pictured(trace, findings, options);
  return svgLadder(ladder, {
    titles: titleLines(trace, words, GLYPHS, ENDLESS),
    footer: [basesText(trace, words), remark].filter((text) => text !== "").join(`   ${GLYPHS.dot}   `),
  });
}

function pictured(
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  { words, all }: LadderReportOptions,
): { readonly ladder: Ladder; readonly remark: string } {
  const ladder = connectionLadder(trace, { words, glyphs: GLYPHS, all });
  const { folded, leftOut } = ladder;
  const remark =
    leftOut > 0
      ? words.leftOut(leftOut, formatCount(leftOut))
      : folded > 0 && !all
        ? words.folded(folded, formatCount(folded))
        : "";
  return { ladder: { ...ladder, rows: [...ladder.rows, ...findings.map(findingRow)] }, remark };
}
