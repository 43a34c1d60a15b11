// The captures that are mutated: the project's fixtures, small ones made on the spot, and the
// captures of others where the corpus is at hand.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { captureOf } from "../benchmark/captures.mjs";

/** Larger captures are cut: a long one is not stranger than a short one, only slower. */
const LARGEST = 128 * 1024;
const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));
const besideTheProject = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));

/** The folder of others' captures, or null. */
export function corpusFolder() {
  const folder = process.env.CORPUS ?? besideTheProject;
  return existsSync(join(folder, "files")) ? folder : null;
}

/**
 * All seeds, in an order that depends on their names only.
 *
 * @param {{ corpus: boolean }} options
 * @returns {{ name: string, bytes: Uint8Array }[]}
 */
export function loadSeeds({ corpus }) {
  const seeds = made();
  for (const name of captureNames(fixtures))
    seeds.push({ name: `fixtures/${name}`, bytes: head(join(fixtures, name)) });
  const folder = corpus ? corpusFolder() : null;
  if (folder !== null) {
    const files = join(folder, "files");
    for (const name of captureNames(files)) seeds.push({ name, bytes: head(join(files, name)) });
  }
  return seeds.filter(({ bytes }) => bytes.length >= 24);
}

function captureNames(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(json|md|tsv|txt|svg|mmd)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Unpacked, so that mutations reach the capture; packing is a mutation of its own. */
function head(path) {
  const bytes = readFileSync(path);
  let plain = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      plain = gunzipSync(bytes);
    } catch {
      // a damaged gzip is a seed as it stands
    }
  }
  return new Uint8Array(plain.subarray(0, LARGEST));
}

/** Conversations and a flood as pcap, and a pcapng with very many interfaces. */
function made() {
  const directory = mkdtempSync(join(tmpdir(), "shakedown-seeds-"));
  const seeds = Object.entries({ B: 0.00005, C: 0.0001, D: 0.0001, E: 0.00002 }).map(([name, scale]) => ({
    name: `made/${name}`,
    bytes: new Uint8Array(readFileSync(captureOf(name, { directory, scale, seed: 1 }).path)),
  }));
  rmSync(directory, { recursive: true });
  seeds.push({ name: "made/interfaces", bytes: manyInterfaces(4000) });
  return seeds;
}

function manyInterfaces(count) {
  const view = new DataView(new ArrayBuffer(28 + count * 20));
  view.setUint32(0, 0x0a0d0d0a, true);
  view.setUint32(4, 28, true);
  view.setUint32(8, 0x1a2b3c4d, true);
  view.setUint16(12, 1, true);
  view.setBigInt64(16, -1n, true);
  view.setUint32(24, 28, true);
  for (let at = 28; at < view.byteLength; at += 20) {
    view.setUint32(at, 1, true);
    view.setUint32(at + 4, 20, true);
    view.setUint16(at + 8, 1, true);
    view.setUint32(at + 16, 20, true);
  }
  return new Uint8Array(view.buffer);
}
