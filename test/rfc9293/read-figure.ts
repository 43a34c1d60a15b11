// Reads a figure of RFC 9293 as it is printed: state, arrow, segment, arrow, state. Knows the
// figures' language (§3.5: "how the figures are to be read") and no states of ours.

/** "-->" and "<--" leave or arrive, "..." is still in the network, "" is not printed. */
type Arrow = "-->" | "<--" | "..." | "";

export interface FigureSegment {
  readonly from: "A" | "B";
  readonly sequence: number;
  readonly acknowledgement: number | null;
  /** As the notation writes them. */
  readonly flags: string;
  readonly payload: number;
  /** What Peer A, and what Peer B, sees of it on this line. */
  readonly passesA: boolean;
  readonly passesB: boolean;
  /** The text between the arrows: by it the arrival is known to be the departure's. */
  readonly text: string;
}

export interface FigureLine {
  readonly text: string;
  /** State names as our records spell them; null where none is printed. */
  readonly stateA: string | null;
  readonly stateB: string | null;
  readonly segment: FigureSegment | null;
  /** "(2 MSL)" stands on the line. */
  readonly waits: boolean;
}

/** What stands in parentheses where a state would, and is one. */
const SPOKEN_STATES: Record<string, string> = {
  "(Abort!!)": "CLOSED",
  "(ABORT!!)": "CLOSED",
  "(return to LISTEN!)": "LISTEN",
};
const STATE =
  /^(CLOSED|LISTEN|SYN-SENT|SYN-RECEIVED|ESTABLISHED|(?:FIN|CLOSE|TIME)-WAIT(?:-[12])?|CLOSING|LAST-ACK)$/;
/** Figure 11 prints letters for numbers. */
const LETTERS: Record<string, number> = { X: 700, Z: 500 };

export function readFigure(figure: string): FigureLine[] {
  return figure
    .split("\n")
    .filter((line) => line.trim() !== "" && !/TCP Peer A|^\s*Figure/.test(line))
    .map(readLine);
}

function readLine(line: string): FigureLine {
  const body = line.replace(/^\s*\d+\.\s/, "   ");
  const match = /^(.*?)(-->|<--|\.\.\.)\s*((?:<[^>]*>)+)\s*(-->|<--|\.\.\.)(.*)$/.exec(body);
  const [left = "", right = ""] = match === null ? columns(body) : [match[1], match[5]];
  return {
    text: line.trim(),
    stateA: stateName(left),
    stateB: stateName(right),
    segment: match === null ? null : readSegment(match[2] as Arrow, match[3]!, match[4] as Arrow),
    waits: body.includes("(2 MSL)"),
  };
}

/** Without a segment, what stands left of the middle is Peer A's. */
function columns(body: string): [string, string] {
  return [body.slice(0, 40), body.slice(40)];
}

function stateName(text: string): string | null {
  const word = text.trim();
  if (STATE.test(word)) return word.replaceAll("-", "_");
  return SPOKEN_STATES[word] ?? null;
}

function readSegment(left: Arrow, text: string, right: Arrow): FigureSegment {
  const field = (name: string) => new RegExp(`<${name}=([^>]*)>`).exec(text)?.[1];
  const control = field("CTL")?.split(",") ?? [];
  const data = field("DATA") ?? (text.includes("<DATA>") ? "1" : "0");
  const acknowledgement = field("ACK");
  return {
    from: left === "-->" || right === "-->" ? "A" : "B",
    sequence: number(field("SEQ")!),
    acknowledgement: acknowledgement === undefined ? null : number(acknowledgement),
    flags: control.map((name) => (name === "ACK" ? "." : name.charAt(0))).join(""),
    payload: Number(data),
    passesA: left !== "...",
    passesB: right !== "...",
    text,
  };
}

function number(text: string): number {
  const [letter = "", plus = "0"] = text.split("+");
  return letter in LETTERS ? LETTERS[letter]! + Number(plus) : Number(letter);
}
