// The view of findings: groups in the order that is asked for, and beside them the feed of events.
import { SEVERITY_RANK } from "../../../detect/finding.ts";
import type { Details } from "../connections/details.ts";
import { FINDING_ORDERS, type FindingsBody, type NewestFinding } from "../frame.ts";
import type { ViewRequest } from "../protocol.ts";
import { orderOf } from "../rows/order-of.ts";
import { windowOf } from "../rows/window.ts";
import type { EventFeed } from "./event-feed.ts";
import type { FindingGroups, GroupKey } from "./finding-groups.ts";

type Compare = (a: GroupKey, b: GroupKey) => number;

const newest: Compare = (a, b) => b.time - a.time || compareText(a.key, b.key);

const COMPARE: Readonly<Record<(typeof FINDING_ORDERS)[number], Compare>> = {
  newest,
  severity: (a, b) => b.rank - a.rank || newest(a, b),
  count: (a, b) => b.count - a.count || newest(a, b),
  id: (a, b) => compareText(a.id, b.id) || newest(a, b),
};

export class FindingsScreen {
  private readonly groups: FindingGroups;
  private readonly details: Details;
  private readonly feed: EventFeed;

  constructor(groups: FindingGroups, details: Details, feed: EventFeed) {
    this.groups = groups;
    this.details = details;
    this.feed = feed;
  }

  /** @param now nanoseconds of the timeline */
  body(request: ViewRequest, now: number): FindingsBody {
    const { reverse, anchor, count } = request;
    const compare = COMPARE[orderOf(FINDING_ORDERS, request.order)];
    const keys = this.groups.keys().sort(reverse ? (a, b) => compare(b, a) : compare);
    const anchored = anchor === null ? -1 : keys.findIndex(({ key }) => key === anchor.key);
    const anchorAt = anchored < 0 ? null : anchored;
    const from = windowOf(keys.length, request, anchorAt);
    return {
      view: "findings",
      total: keys.length,
      matching: keys.length,
      offset: from,
      rows: keys.slice(from, from + count).map(({ key }) => this.groups.group(key, now, this.asOfNow)),
      anchorAt,
      feed: this.feed.newest(),
      notInFeed: this.feed.notTaken(),
    };
  }

  /** Of warning or worse; null: nothing was found. @param now nanoseconds of the timeline */
  newest(now: number): NewestFinding | null {
    let newest: GroupKey | null = null;
    for (const one of this.groups.keys()) {
      if (one.rank < SEVERITY_RANK.warning) continue;
      if (newest === null || one.time > newest.time) newest = one;
    }
    if (newest === null) return null;
    const { severity, ageSeconds, finding } = this.groups.group(newest.key, now, this.asOfNow);
    return { severity, summary: finding.summary, ageSeconds };
  }

  private readonly asOfNow = (finding: string, id: number, handle: number) =>
    this.details.findingOf(finding, id, handle);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
