// The rest of the document of the contract: what was read, and the sums over all connections.
import type { ConnectionRecord, Side, State, SubjectFinding, Verdict } from "./connection-record.ts";

/** One service: a server's address and port. */
export interface ServiceRecord {
  ip: string;
  port: number;
  /** Connections towards it. */
  attempts: number;
  verdicts: Partial<Record<Verdict, number>>;
  /** Finding id → count. */
  findings: Record<string, number>;
  /** Its connections in which one end is in CLOSE_WAIT at the end of the input. */
  closeWaitNow: number;
  /** The most of them at one time. */
  closeWaitPeak: number;
}

export interface DamageRecord {
  file: string;
  byteOffset: number;
  packet: number;
  message: string;
  cutShort: boolean;
}

export interface SummaryRecord {
  packets: number;
  tcpPackets: number;
  connections: number;
  verdicts: Partial<Record<Verdict, number>>;
  findings: Record<string, number>;
  states: Record<Side, Record<State, number>>;
  /** Outcome name → packets that gave no segment for that reason. */
  outcomes: Record<string, number>;
  evicted: number;
  damaged: DamageRecord[];
  /** Only where it is live. */
  losses?: SummaryLosses;
}

/** Packets since the capture began, of all interfaces together. Only where it is live. */
export interface CaptureLosses {
  received: number;
  /** For lack of room in the kernel's buffer. */
  droppedByKernel: number;
  droppedByInterface: number;
}

/** What did not get as far as it should, at any step. */
export interface SummaryLosses extends CaptureLosses {
  /** Lines for which the reader of the output was too slow. */
  linesNotPrinted: number;
}

/** How things stand in the middle of a live capture; connections that go on are counted as they are. */
export interface InterimRecord extends SummaryRecord {
  time: string;
}

/** Packets were lost since the last such line: what is told of the connections alive then may be wrong. */
export interface LossRecord {
  time: string;
  droppedByKernel: number;
  droppedByInterface: number;
  /** The highest id given by then. */
  connectionsUpTo: number;
}

/** Lines left out here. */
export interface GapRecord {
  linesNotPrinted: number;
}

export interface CaptureRecord extends Partial<CaptureLosses> {
  files: { name: string; format: string; compression: string; comments: string[] }[];
  /** Names as "ethernet", "linux-sll2"; in order of appearance. */
  linkTypes: string[];
  /** The smallest snapshot length that is a limit; null when there is none. */
  snapLength: number | null;
  packets: number;
  firstTime: string | null;
  lastTime: string | null;
}

/** The whole document. */
export interface Report {
  schema: "shakedown/1";
  capture: CaptureRecord;
  summary: SummaryRecord;
  findings: SubjectFinding[];
  services: ServiceRecord[];
  connections: ConnectionRecord[];
}
