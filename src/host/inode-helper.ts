// A process of its own that keeps root after the program has given it up, and answers one question: which
// process holds socket inode N. It reads lines from standard input, writes lines to standard output, opens
// nothing but /proc, and ends when its input does, which is also when its parent is killed.
import { answerLine, LineCutter, readQuestion } from "./inode-protocol.ts";
import { ProcessScan } from "./process-scan.ts";

/** What comes together is looked for together, and so often at most. */
const SCAN_MILLISECONDS = 250;
/** A scan takes at most this share of the time. */
const SHARE = 0.05;
const MOST_WANTED = 65_536;

const scan = new ProcessScan();
const lines = new LineCutter();
const wanted = new Set<number>();
let waiting = false;

function search(): void {
  waiting = false;
  const began = performance.now();
  const sought = new Set(wanted);
  wanted.clear();
  let answers = "";
  const search = scan.find(sought, (inode, owner) => {
    answers += answerLine(inode, owner);
  });
  for (const _ of search);
  for (const inode of sought) answers += answerLine(inode, null);
  process.stdout.write(answers);
  const took = performance.now() - began;
  waiting = true;
  setTimeout(next, Math.max(SCAN_MILLISECONDS, took / SHARE));
}

function next(): void {
  waiting = false;
  if (wanted.size > 0) search();
}

process.stdin.setEncoding("latin1");
process.stdin.on("data", (piece) => {
  for (const line of lines.take(String(piece))) {
    const inode = readQuestion(line);
    if (inode !== null && wanted.size < MOST_WANTED) wanted.add(inode);
  }
  if (wanted.size === 0 || waiting) return;
  waiting = true;
  setImmediate(search);
});
for (const event of ["end", "close", "error"]) process.stdin.on(event, () => process.exit());
process.stdout.on("error", () => process.exit());
