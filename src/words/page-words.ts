// The few words of the pages themselves: headings, and what joins topics.
import type { TopicKind } from "./topics.ts";

export interface PageWords {
  readonly kinds: Readonly<Record<TopicKind, string>>;
  /** Above each part of the list. */
  readonly groups: Readonly<Record<TopicKind, string>>;
  readonly why: string;
  readonly causes: string;
  readonly next: string;
  /** With what parts it from the topics that follow. */
  readonly related: string;
  /** The last line of the list, with what parts it from what to type. */
  readonly askFor: string;
  /** Where one id names several topics; `kinds` as above. What to type for one alone follows. */
  readonly isSeveral: (id: string, kinds: readonly string[]) => string;
  /** Where one word stands for topics of several ids. */
  readonly areSeveral: (ids: readonly string[]) => string;
}
