// Makes fixtures/tour.pcapng: a little of everything between two hosts, captured at the client's.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Lab, pause } from "./lab.ts";
import { toPcapng } from "./to-pcapng.ts";
import { tour } from "./tour.ts";

const COMMENT =
  "A tour of TCP's openings and closings: sockets of two Linux hosts, captured at the client (10.9.0.1, fd00:9::1)";

export async function main([file = "fixtures/tour.pcapng"]: string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "shakedown-tour-"));
  try {
    await Lab.run("wire", folder, async (lab) => {
      await tour(lab);
      await pause(200);
    });
    const written = await toPcapng(join(folder, "client.pcap"), COMMENT);
    await writeFile(file, written);
    console.log(`${file}: ${written.length} bytes`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
