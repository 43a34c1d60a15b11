// The small ladder of a topic, drawn by the code that draws those of captures.
import type { FindingId } from "../../detect/finding.ts";
import type { Topic } from "../../words/topics.ts";
import type { Ladder } from "../ladder/ladder.ts";
import { handLadder } from "./hand-ladder.ts";
import { closingFindingLadders } from "./ladders/closing-findings.ts";
import { dataFindingLadders } from "./ladders/data-findings.ts";
import { openingFindingLadders } from "./ladders/opening-findings.ts";
import { stateLadders } from "./ladders/states.ts";
import { verdictLadders } from "./ladders/verdicts.ts";
import { widerFindingLadders } from "./ladders/wider-findings.ts";

// A finding without a ladder, the compiler names.
const FINDING_LADDERS: Readonly<Record<FindingId, string>> = {
  ...openingFindingLadders,
  ...dataFindingLadders,
  ...closingFindingLadders,
  ...widerFindingLadders,
};

const LADDERS: Readonly<Record<Topic["kind"], Readonly<Record<string, string>>>> = {
  state: stateLadders,
  verdict: verdictLadders,
  finding: FINDING_LADDERS,
};

export function topicLadder({ kind, id }: Pick<Topic, "kind" | "id">): Ladder {
  return handLadder(LADDERS[kind][id] as string);
}
