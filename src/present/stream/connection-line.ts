// One connection as JSON, put together by hand because JSON.stringify on an object of this size
// costs several times as much and a million of them are written. Knows nothing of where it goes.
import type { ConnectionRecord, EndpointRecord } from "../../record/connection-record.ts";

// Written as they are: numbers, booleans, words of our own, addresses, times and community ids,
// none of which can hold a character that JSON escapes. Everything else goes through JSON.stringify.

function endpointJson(endpoint: EndpointRecord): string {
  return (
    `{"ip":"${endpoint.ip}","port":${endpoint.port},"state":"${endpoint.state}","stateSinceSeconds":${endpoint.stateSinceSeconds},` +
    `"isn":${endpoint.isn},"mss":${endpoint.mss},"windowScale":${endpoint.windowScale},"sackPermitted":${endpoint.sackPermitted},` +
    `"timestamps":${endpoint.timestamps},"packets":${endpoint.packets},"payloadBytes":${endpoint.payloadBytes},"syn":${endpoint.syn},` +
    `"synAck":${endpoint.synAck},"fin":${endpoint.fin},"rst":${endpoint.rst},"retransmissions":${endpoint.retransmissions},` +
    `"outOfOrder":${endpoint.outOfOrder},"duplicateAcks":${endpoint.duplicateAcks},"zeroWindows":${endpoint.zeroWindows},` +
    `"keepAlives":${endpoint.keepAlives}}`
  );
}

/** The members of a connection's JSON object with the closing brace, without the opening one. */
export function connectionMembers(record: ConnectionRecord): string {
  const closedBy = record.closedBy === null ? "null" : `"${record.closedBy}"`;
  const tunnel = record.tunnel.length === 0 ? "[]" : JSON.stringify(record.tunnel);
  const findings = record.findings.length === 0 ? "[]" : JSON.stringify(record.findings);
  return (
    `"id":${record.id},"communityId":"${record.communityId}","client":${endpointJson(record.client)},"server":${endpointJson(record.server)},` +
    `"roles":"${record.roles}","opening":"${record.opening}","closing":"${record.closing}","closedBy":${closedBy},` +
    `"verdict":"${record.verdict}","start":"${record.start}","end":"${record.end}","firstPacket":${record.firstPacket},` +
    `"lastPacket":${record.lastPacket},"durationSeconds":${record.durationSeconds},"synRttSeconds":${record.synRttSeconds},` +
    `"ackRttSeconds":${record.ackRttSeconds},"tunnel":${tunnel},"directions":"${record.directions}","previous":${record.previous},` +
    `"evicted":${record.evicted},"findings":${findings}}`
  );
}
