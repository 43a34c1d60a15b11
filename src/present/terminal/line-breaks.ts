// Where a line may be broken besides at spaces: between wide characters, as Chinese is written, but
// neither before what closes nor after what opens.

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
const WIDE = /[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u;
/** Never at the beginning of a line. */
const CLOSING = /^[，。、；：？！）》」』】…,.;:?!)\]}%\u00a0]/u;
/** Never at its end. */
const OPENING = /[（《「『【([{\u00a0]$/u;

/** The parts of a word that stay whole. */
export function unbroken(word: string): string[] {
  if (!WIDE.test(word)) return [word];
  const parts: string[] = [];
  let part = "";
  let before = "";
  for (const { segment } of GRAPHEMES.segment(word)) {
    const mayPart = WIDE.test(before) || WIDE.test(segment);
    if (part !== "" && mayPart && !CLOSING.test(segment) && !OPENING.test(before)) {
      parts.push(part);
      part = "";
    }
    part += segment;
    before = segment;
  }
  parts.push(part);
  return parts;
}
