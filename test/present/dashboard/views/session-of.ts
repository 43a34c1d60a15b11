// What a session sends of a capture at its end.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Body, ViewName } from "../../../../src/session/screen/frame.ts";
import { ORDERS } from "../../../../src/session/screen/frame.ts";
import { bodyOf, type Fed, feedOf, request } from "../../../session/screen/feed-of.ts";

export const TOUR = fileURLToPath(new URL("../../../../fixtures/tour.pcapng", import.meta.url));

export async function sessionOf(path: string): Promise<Fed["feed"]> {
  return (await feedOf(await readFile(path))).feed;
}

export function shownBy<View extends ViewName>(feed: Fed["feed"], view: View): Extract<Body, { view: View }> {
  return bodyOf(feed, view, request({ view, order: ORDERS[view][0], count: 100 }));
}
