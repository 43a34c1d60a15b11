// Who is the client (SEMANTICS: clock and roles), where no SYN tells it.

/** What the choice rests on, weakest first; the contract's words for them. */
export const ROLES = ["first-packet", "port", "syn-ack", "syn"] as const;
export const ROLES_FIRST_PACKET = 0;
export const ROLES_PORT = 1;
export const ROLES_SYN_ACK = 2;
export const ROLES_SYN = 3;

/** Ports from 1024 up behind which servers commonly listen (IANA's registry, and habit). */
const WELL_KNOWN = new Set([
  1080, 1194, 1433, 1521, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3000, 3128, 3260, 3268, 3306, 3389,
  4222, 4369, 5000, 5060, 5061, 5201, 5222, 5269, 5432, 5601, 5671, 5672, 5900, 5984, 5985, 5986, 6379, 6443,
  6667, 7001, 7077, 8000, 8008, 8080, 8081, 8086, 8088, 8443, 8883, 8888, 9000, 9042, 9090, 9092, 9093, 9200,
  9300, 9418, 9999, 10250, 11211, 15672, 25565, 27017, 50000,
]);

/** Whether servers commonly listen behind the port. */
function isServerPort(port: number): boolean {
  return port < 1024 || WELL_KNOWN.has(port);
}

/** 0 or 1: which of two ports is the server's by its number; −1: the numbers do not tell. */
export function serverByPort(port0: number, port1: number): number {
  const server0 = isServerPort(port0);
  if (server0 === isServerPort(port1)) return -1;
  return server0 ? 0 : 1;
}
