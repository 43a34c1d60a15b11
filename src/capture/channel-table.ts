// Channels of a timeline: few enough for a byte, shared by all its readers.
import type { Channel } from "./packet-source.ts";

/** Numbers that a packet's `channel` byte can hold. */
const MOST_CHANNELS = 256;
/**
 * From here on only link types not seen before get a number: thousands of rotated files must not
 * use up what a later link type needs to be decoded rightly.
 */
const DISTINCT_CHANNELS = 192;
/** Interfaces of an input that are told apart without names. */
const DISTINCT_ORDINALS = 16;
/** No LINKTYPE_ has this number. */
const UNKNOWN_LINK_TYPE = 0xffff;

export class ChannelTable {
  readonly channels: Channel[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #byLinkType = new Map<number, number>();

  /**
   * The number of an equal channel, a new one, or, when numbers run short, of one with the same
   * link type. Past 255 link types a packet's link type counts as unknown. `ordinal`: which interface of
   * its input, as far as names do not tell: each has its own clock.
   */
  numberOf(channel: Channel, ordinal = 0): number {
    const { linkType, snapLength, interfaceName, input } = channel;
    const sameLinkType = this.#byLinkType.get(linkType);
    if (sameLinkType !== undefined && this.channels.length >= DISTINCT_CHANNELS) return sameLinkType;

    const place = Math.min(ordinal, DISTINCT_ORDINALS);
    const key = `${linkType} ${snapLength} ${input} ${place} ${interfaceName}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;

    if (this.channels.length === MOST_CHANNELS) return MOST_CHANNELS - 1;
    const last = this.channels.length === MOST_CHANNELS - 1;
    const number = this.channels.push(last ? { ...channel, linkType: UNKNOWN_LINK_TYPE } : channel) - 1;
    this.#numbers.set(key, number);
    if (sameLinkType === undefined) this.#byLinkType.set(linkType, number);
    return number;
  }
}
