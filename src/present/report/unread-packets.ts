// The packets that gave no segment, in words: a line a kind, so that nothing disappears silently.
import { OUTCOMES, type OutcomeKind } from "../../decode/outcome.ts";
import { counted, formatCount } from "../../words/numbers.ts";

const KINDS: readonly (readonly [kind: OutcomeKind, title: string, explained: boolean])[] = [
  ["not-tcp", "without TCP", false],
  ["unsupported", "not looked into", true],
  ["cut-short", "cut short", true],
  ["malformed", "malformed", true],
  ["left-out", "left out", true],
];

const BY_NAME = new Map(OUTCOMES.map((outcome) => [outcome.name, outcome]));

/** Sentences, the harmless kind first, a name and its count joined by a no-break space; empty when every packet gave a segment. */
export function unreadPackets(outcomes: Readonly<Record<string, number>>): string[] {
  const counts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  return KINDS.flatMap(([kind, title, explained]) => {
    const here = counts.filter(([name]) => (BY_NAME.get(name)?.kind ?? "malformed") === kind);
    if (here.length === 0) return [];
    const total = here.reduce((sum, [, count]) => sum + count, 0);
    // Names say enough of what is merely something else; what is wrong is explained.
    const parts = here.map(([name, count]) => {
      const words = explained ? inSentence(BY_NAME.get(name)?.meaning ?? name) : name.replaceAll("-", " ");
      if (here.length === 1) return words;
      return explained ? `${words} (${formatCount(count)})` : `${words}\u00a0${formatCount(count)}`;
    });
    return [`${counted(total, "packet")} ${title}: ${parts.join(explained ? "; " : ", ")}`];
  });
}

/** Without the capital of a sentence's start; abbreviations keep theirs. */
function inSentence(meaning: string): string {
  return meaning.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}
