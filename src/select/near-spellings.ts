// Which of the known words somebody meant.
import { distance } from "fastest-levenshtein";

const MOST_SUGGESTIONS = 3;
/** Nobody means a known word by one longer than this, and distance is quadratic. */
const LONGEST_WORD = 40;

/** The known words nearest to `word`, at most three, best first; none when nothing is near. */
export function nearSpellings(word: string, known: Iterable<string>): string[] {
  if (word === "" || word.length > LONGEST_WORD) return [];
  const wanted = word.toLowerCase();
  const tolerated = Math.max(1, Math.floor(wanted.length / 3));
  let best = tolerated;
  let near: string[] = [];
  for (const candidate of known) {
    const spelled = candidate.toLowerCase();
    // "establ" stands for "established" however much is missing.
    const isBeginning = wanted.length >= 3 && spelled.startsWith(wanted);
    const errors = isBeginning ? 1 : distance(wanted, spelled);
    if (errors < best) {
      best = errors;
      near = [];
    }
    if (errors === best && errors < spelled.length) near.push(candidate);
  }
  return near.slice(0, MOST_SUGGESTIONS);
}
