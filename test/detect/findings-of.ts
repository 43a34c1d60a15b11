// Scenario text, or packets, → the whole real path → what was found. What tests of detectors speak with.
import { fileURLToPath } from "node:url";
import { analyze } from "../../src/analyze.ts";
import type { Finding, SubjectFinding } from "../../src/record/connection-record.ts";
import type { EngineOptions } from "../../src/session/engine-options.ts";
import type { Scenario } from "../notation/scenario.ts";

/** Findings of all connections, in the order of their ids, each with its connection's. */
export async function findingsOf(
  scenario: Scenario,
  options: EngineOptions = {},
): Promise<(Finding & { connection: number })[]> {
  const { connections } = await scenario.run(options);
  return connections
    .sort((a, b) => a.id - b.id)
    .flatMap(({ id, findings }) => findings.map((finding) => ({ ...finding, connection: id })));
}

/** "id endpoint" of each, such as "syn-retry client"; "id" alone where it is nobody's doing. */
export async function found(scenario: Scenario, options: EngineOptions = {}): Promise<string[]> {
  return (await findingsOf(scenario, options)).map(({ id, endpoint }) =>
    endpoint ? `${id} ${endpoint}` : id,
  );
}

/** Findings about services, hosts and the capture. */
export async function subjectFindingsOf(
  scenario: Scenario,
  options: EngineOptions = {},
): Promise<SubjectFinding[]> {
  return (await scenario.run(options)).result.findings;
}

/** Findings of what real kernels said once: fixtures/kernels/<scenario>, as captured at one end. */
export async function findingsOfRecording(
  name: string,
  vantage: "client" | "server",
): Promise<(Finding & { connection: number })[]> {
  const path = new URL(`../../fixtures/kernels/${name}/${vantage}.pcapng`, import.meta.url);
  const { connections } = await analyze(fileURLToPath(path));
  return connections.flatMap(({ id, findings }) => findings.map((each) => ({ ...each, connection: id })));
}
