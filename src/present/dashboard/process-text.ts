// Who holds a socket, in a few words. Names are the programs' own: clean them.
import type { EndpointProcess } from "../../record/connection-record.ts";

/** "postgres 1234"; "" where neither is known. */
export function processText(process: EndpointProcess | null): string {
  return [process?.name, process?.pid].filter((part) => part != null).join(" ");
}
