// Signs that sentences use, in plain letters: for `--ascii`. The letters of a language stay as they are.

const PLAIN: Readonly<Record<string, string>> = {
  "→": "->",
  "←": "<-",
  "–": "-",
  "—": "-",
  "…": "...",
  µ: "u",
  "×": "x",
  "·": "-",
  "≥": ">=",
  "≤": "<=",
  "“": '"',
  "”": '"',
  "’": "'",
  "±": "+-",
  "§": "section ",
  "\u00a0": " ",
};

const SIGNS = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

export function inAscii(text: string): string {
  return text.replace(SIGNS, (sign) => PLAIN[sign] as string);
}
