// An event as a line of JSON. Nearly all are changes of state, ten a connection: put together as text they
// take a third of JSON.stringify's time. Knows nothing of what stands around it.
import type { EventEndpoint, LifecycleEvent, StateEvent } from "../../record/event-record.ts";

/** As JSON.stringify writes it, with the end of the line. */
export function eventJson(event: LifecycleEvent): string {
  return event.kind === "state" ? stateJson(event) : `${JSON.stringify(event)}\n`;
}

// Numbers, words of our own, addresses and times hold no character that JSON escapes.
function stateJson(event: StateEvent): string {
  const { seq, time, packet, connection, client, server, endpoint, from, to, afterSeconds } = event;
  return (
    `{"type":"event","seq":${seq},"kind":"state","time":"${time}","packet":${packet},"connection":${connection},` +
    `"client":${endJson(client)},"server":${endJson(server)},` +
    `"endpoint":"${endpoint}","from":"${from}","to":"${to}","afterSeconds":${afterSeconds}}\n`
  );
}

function endJson(end: EventEndpoint): string {
  return end.process === undefined
    ? `{"ip":"${end.ip}","port":${end.port},"state":"${end.state}"}`
    : JSON.stringify(end);
}
