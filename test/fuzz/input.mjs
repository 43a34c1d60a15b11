// The input of one iteration: from the seeds, the seed number and the iteration's number alone.
import { MUTATIONS, noise } from "./mutations.mjs";
import { Random } from "./random.mjs";

/**
 * @param {{ name: string, bytes: Uint8Array }[]} seeds
 * @returns {{ bytes: Uint8Array, story: string }} `story`: how it came about, in one line
 */
export function inputOf(seeds, seed, iteration) {
  const random = new Random(seed, iteration);
  if (random.chance(0.05)) return { bytes: noise(random), story: "noise" };
  const start = random.pick(seeds);
  let bytes = start.bytes;
  let story = start.name;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const mutation = random.pick(MUTATIONS);
    const other = random.pick(seeds);
    bytes = mutation(random, bytes, other.bytes);
    story += mutation.name === "splice" ? ` | splice ${other.name}` : ` | ${mutation.name}`;
    if (bytes.length === 0) break;
  }
  return { bytes, story };
}
