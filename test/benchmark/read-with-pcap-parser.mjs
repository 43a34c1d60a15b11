// The benchmark's row "pcap-parser": every packet is handed out and counted, nothing else.
import pcapParser from "pcap-parser";

let packets = 0;
const parser = pcapParser.parse(process.argv[2]);
parser.on("packet", () => {
  packets++;
});
parser.on("end", () => process.stdout.write(`${packets}\n`));
parser.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
