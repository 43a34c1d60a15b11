// What was found against what a scenario was made for: each finding one line, so that one too many
// shows as well as one that is missing.

import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "../../src/detect/index.ts";
import type { ConnectionRecord, Finding, SubjectFinding } from "../../src/record/connection-record.ts";
import { connectionName, endpointName } from "./compare-states.ts";
import type { ExpectedFindings, Scenario, Vantage } from "./scenario.ts";

export function expectedFindings(scenario: Scenario, vantage: Vantage): string[] {
  return [
    ...scenario.connections.flatMap((connection) =>
      from(vantage, connection.findings).map(
        (finding) => `${connectionName(connection, vantage)}: ${finding}`,
      ),
    ),
    ...from(vantage, scenario.findings),
  ].sort();
}

export function reportedFindings(
  records: readonly ConnectionRecord[],
  subjects: readonly SubjectFinding[],
): string[] {
  return [
    ...records.flatMap((record) =>
      record.findings.map(
        (finding) =>
          `${endpointName(record, "client")} > ${endpointName(record, "server")}: ${inWords(finding)}`,
      ),
    ),
    ...subjects.map(({ id, subject: { kind, ip, port } }) =>
      [id, kind, ...(ip === null ? [] : [port === null ? ip : `${ip}:${port}`])].join(" "),
    ),
  ].sort();
}

function from(vantage: Vantage, expected: ExpectedFindings = []): readonly string[] {
  if ("atClient" in expected) return vantage === "client" ? expected.atClient : expected.atServer;
  return expected;
}

/** As ExpectedConnection.findings spells it. */
function inWords(finding: Finding): string {
  const { id, endpoint, severity, cause, likelyFrom } = finding;
  const why = cause ?? (likelyFrom === "firewall" ? likelyFrom : null);
  const usual = [...CONNECTION_DETECTORS, ...SUBJECT_DETECTORS].find(
    (detector) => detector.id === id,
  )?.severity;
  return [
    endpoint === null ? id : `${id} ${endpoint}`,
    why === null ? "" : `: ${why}`,
    severity === usual ? "" : ` as ${severity}`,
  ].join("");
}
