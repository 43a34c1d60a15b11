// Who is the client (SEMANTICS: clock and roles).
import { ACK, FIN, RST, SYN } from "../decode/segment.ts";
import { ADDRESSES, CLIENT_IS_1, HOT_WORDS, PORTS, ROLES_SHIFT } from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import type { ServiceTable } from "./services.ts";

/** What the choice rests on, weakest first; the contract's words for them. */
export const ROLES = ["first-packet", "port", "syn-ack", "syn"] as const;
const ROLES_FIRST_PACKET = 0;
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

/**
 * What a new connection's first segment (with `flags`, of endpoint 0) tells of its roles: CLIENT_IS_1
 * and the strength, as bits of FLAGS. In a connection to itself (`self`) endpoint 0 is both.
 */
export function firstRoles(
  table: ConnectionTable,
  services: ServiceTable,
  handle: number,
  flags: number,
  self: boolean,
): number {
  const control = flags & (SYN | ACK | RST | FIN);
  if (control === SYN) return ROLES_SYN << ROLES_SHIFT;
  if (self) return ROLES_FIRST_PACKET << ROLES_SHIFT;
  if (control === (SYN | ACK)) return CLIENT_IS_1 | (ROLES_SYN_ACK << ROLES_SHIFT);
  const listening0 = services.isListening(services.find(table, handle, 0));
  const listening1 = services.isListening(services.find(table, handle, 1));
  const ports = table.words[handle * HOT_WORDS + PORTS] as number;
  const server =
    listening0 !== listening1 ? (listening0 ? 0 : 1) : serverByPort(ports >>> 16, ports & 0xffff);
  if (server < 0) return ROLES_FIRST_PACKET << ROLES_SHIFT;
  return (server === 0 ? CLIENT_IS_1 : 0) | (ROLES_PORT << ROLES_SHIFT);
}

/** Whether source and destination are the same. */
export function isSelfConnect(table: ConnectionTable, handle: number): boolean {
  const { words } = table;
  const row = handle * HOT_WORDS;
  const ports = words[row + PORTS] as number;
  if (ports >>> 16 !== (ports & 0xffff)) return false;
  for (let word = row + ADDRESSES; word < row + ADDRESSES + 4; word++) {
    if (words[word] !== words[word + 4]) return false;
  }
  return true;
}

/** 0 or 1: which of two ports is the server's by its number; −1: the numbers do not tell. */
function serverByPort(port0: number, port1: number): number {
  const server0 = isServerPort(port0);
  if (server0 === isServerPort(port1)) return -1;
  return server0 ? 0 : 1;
}
