// What was found in the recordings of real kernels (fixtures/kernels).
import { fileURLToPath } from "node:url";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { Finding, SubjectFinding } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import type { Vantage } from "../lab/scenario.ts";

const folder = fileURLToPath(new URL("../../fixtures/kernels/", import.meta.url));

/** Findings with one id in a scenario's recording, in the order of the connections. */
export async function kernelFindings(scenario: string, vantage: Vantage, id: string): Promise<Finding[]> {
  const found: Finding[] = [];
  const source = await openCapture(`${folder}${scenario}/${vantage}.pcapng`);
  await runEngine(source, { order: "id" }, { connection: ({ findings }) => found.push(...findings) });
  return found.filter((finding) => finding.id === id);
}

/** Findings about services, hosts and the capture in a scenario's recording. */
export async function kernelCaptureFindings(scenario: string, vantage: Vantage): Promise<SubjectFinding[]> {
  return (await runEngine(await openCapture(`${folder}${scenario}/${vantage}.pcapng`))).findings;
}
