// `shakedown interfaces`: what can be captured on, with addresses. Opens nothing for longer than a glance.
import { Command } from "commander";
import type { CaptureInterface, InterfaceList } from "../capture/live/interfaces.ts";
import { clean } from "../present/terminal/clean.ts";
import { createStyle, type Style } from "../present/terminal/style.ts";
import { padEnd, widthOf } from "../present/terminal/width.ts";
import { colorLevel } from "./color-level.ts";
import { errorLine } from "./error-line.ts";
import { commandWords } from "./live/command-words.ts";
import { print } from "./output.ts";
import { formatOption, noColorOption } from "./output-options.ts";
import { screenWidth } from "./screen-width.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

interface InterfacesOptions {
  readonly format: "text" | "json";
  readonly color: boolean;
}

const FORMATS: readonly string[] = ["text", "json"] satisfies InterfacesOptions["format"][];
const GAP = "  ";
/** libpcap's own devices, which are no interfaces. */
const ANY = "any";
const NFLOG = "nflog";

export function interfacesCommand(terminal: Terminal): Command {
  return new Command("interfaces")
    .description("what can be captured on: interfaces with their state, link type and addresses")
    .addOption(formatOption(FORMATS))
    .addOption(noColorOption())
    .addHelpText("after", INTERFACES_HELP)
    .action(async (options: InterfacesOptions) => {
      await interfaces(options, terminal);
    });
}

async function interfaces({ format, color }: InterfacesOptions, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal;
  const { listInterfaces } = await import("../capture/live/interfaces.ts");
  let list: InterfaceList;
  try {
    list = await listInterfaces((line) => {
      stderr.write(errorLine(`${line}. Until then: the interfaces that are up and have an address`));
    });
  } catch (error) {
    throw new UsageError(`interfaces: libpcap cannot list them (${(error as Error).message})`);
  }
  if (format === "json") {
    await print(stdout, `${JSON.stringify(list, null, 2)}\n`);
    return;
  }
  await print(stdout, interfaceTable(list, screenWidth(terminal), createStyle(colorLevel(color, terminal))));
  if (list.permitted === false) {
    const { missingRight, rightsOfThisProcess } = await import("../capture/live/permissions.ts");
    const advice = missingRight(rightsOfThisProcess(), commandWords(["live"]));
    stderr.write(errorLine(`they cannot be captured on: ${advice}`));
  }
}

/** The table, a line an interface; further addresses stand below the first where the width asks for it. */
export function interfaceTable({ interfaces, leftOut }: InterfaceList, width: number, style: Style): string {
  if (interfaces.length === 0) return "There is no interface to capture on.\n";
  const rows = interfaces.map((listed) => [clean(listed.name), stateOf(listed), listed.linkType ?? "–"]);
  const head = ["interface", "state", "link type"];
  const widths = head.map((title, column) => {
    return Math.max(...[head, ...rows].map((row) => widthOf(row[column] ?? title)));
  });
  const inColumns = (row: readonly string[]) => {
    return row.map((text, column) => padEnd(text, widths[column] as number)).join(GAP);
  };
  const indent = " ".repeat(GAP.length + widths.reduce((sum, columns) => sum + columns + GAP.length, 0));
  const lines = [style("quiet", `${GAP}${inColumns(head)}${GAP}addresses`)];
  interfaces.forEach((listed, index) => {
    const mark = listed.default ? "* " : GAP;
    const [first = "", ...further] = addressLines(listed, width - indent.length);
    const line = `${mark}${inColumns(rows[index] as string[])}${GAP}${first}`.trimEnd();
    lines.push(
      listed.up || listed.name === NFLOG ? line : style("quiet", line),
      ...further.map((text) => indent + text),
    );
  });
  const chosen = interfaces.find((listed) => listed.default);
  if (chosen !== undefined) lines.push("", `* ${clean(chosen.name)} is captured on when none is named`);
  if (leftOut.length > 0) lines.push(style("quiet", `  without TCP: ${clean(leftOut.join(", "))}`));
  return `${lines.join("\n")}\n`;
}

function stateOf({ name, up, running, loopback }: CaptureInterface): string {
  if (name === NFLOG) return "–";
  const state = !up ? "down" : running ? "up" : "not connected";
  return loopback ? `${state}, loopback` : state;
}

/** As many on a line as have room; what is no interface of its own says so where addresses would stand. */
function addressLines({ name, addresses }: CaptureInterface, width: number): string[] {
  if (name === ANY) return ["all interfaces at once"];
  if (name === NFLOG) return ["what rules of nft or iptables log"];
  const lines: string[] = [];
  for (const { ip, prefixLength } of addresses) {
    const text = prefixLength === null ? ip : `${ip}/${prefixLength}`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + GAP.length + text.length <= width) {
      lines[lines.length - 1] = last + GAP + text;
    } else lines.push(text);
  }
  return lines;
}

const INTERFACES_HELP = `
The list needs no special rights; capturing does. Without libpcap only what is
up and has an address is known.

Examples:
  shakedown interfaces
  shakedown interfaces --format json
`;
