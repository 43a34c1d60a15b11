// Texts of addresses that come again and again, each made once: a full table has few servers.
import { addressText } from "../../../record/address-text.ts";

/** A power of two. */
const PLACES = 8192;

export class AddressTexts {
  private readonly words = new Int32Array(PLACES * 4);
  private readonly texts: (string | null)[] = new Array(PLACES).fill(null);

  of(a: number, b: number, c: number, d: number): string {
    const mixed = Math.imul(d ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c ^ a, 0xc2b2ae35), 0x9e3779b1);
    const place = mixed >>> 19;
    const at = place * 4;
    const { words } = this;
    const known = this.texts[place] as string | null;
    if (
      known !== null &&
      words[at + 3] === d &&
      words[at + 2] === c &&
      words[at + 1] === b &&
      words[at] === a
    )
      return known;
    const text = addressText(a, b, c, d);
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = c;
    words[at + 3] = d;
    this.texts[place] = text;
    return text;
  }
}
