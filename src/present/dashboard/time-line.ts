// Where a replay stands, in one line: what it does, how fast, since when and until when, with a bar between. The
// bar stands still while figures change.
import type { ReplayStatus, Speed } from "../../session/screen/frame.ts";
import { formatDuration } from "../../words/numbers.ts";
import type { Meaning } from "../terminal/style.ts";
import { cutEnd, padEnd, padStart, widthOf } from "../terminal/width.ts";
import type { Drawing } from "./drawing.ts";

/** Shorter ones tell nothing. */
const LEAST_BAR = 8;

/** At most `columns` wide. */
export function timeLine(replay: ReplayStatus, columns: number, drawing: Drawing): string {
  const { timeLine: words } = drawing.words.prompts;
  const { positionSeconds, lengthSeconds, speed } = replay;
  const { ellipsis, dot } = drawing.glyphs;
  const states = [words.playing, words.paused, words.seeking, words.atEnd];
  const mode = padEnd(modeText(replay, drawing), Math.max(...states.map(widthOf)) + MODE_SIGN_COLUMNS);
  const scale = lengthSeconds ?? positionSeconds;
  const length = lengthSeconds === null ? words.lengthUnknown : clockText(lengthSeconds, scale);
  const position = padStart(clockText(positionSeconds, scale), lengthSeconds === null ? 0 : widthOf(length));
  const left = `${mode} ${padStart(speedText(speed), SPEED_COLUMNS)}  ${position} `;
  const waiting = columns < WIDE ? null : waitText(replay, drawing);
  if (lengthSeconds === null) {
    const told = `${left}${dot} ${length}${waiting === null ? "" : `  ${waiting}`}`;
    return cutEnd(told, columns, ellipsis);
  }
  const right = ` ${length}${waiting === null ? "" : `  ${padEnd(waiting, WAIT_COLUMNS)}`}`;
  const room = columns - widthOf(left) - widthOf(right);
  if (room < LEAST_BAR) return cutEnd(`${left}/ ${length}`, columns, ellipsis);
  return `${left}${bar(replay, lengthSeconds, room, drawing)}${right.trimEnd()}`;
}

/** From here on there is room for what is waited for. */
const WIDE = 100;
const WAIT_COLUMNS = 26;
/** Shorter silences are no waiting. */
const LEAST_WAIT = 2;

/** Empty where nothing is waited for, so that its place is kept. */
function waitText({ silentForSeconds, isAtEnd }: ReplayStatus, drawing: Drawing): string {
  if (isAtEnd || (silentForSeconds ?? 0) < LEAST_WAIT) return "";
  const duration = formatDuration(Math.ceil(silentForSeconds ?? 0), drawing.glyphs.micro);
  return cutEnd(drawing.words.prompts.timeLine.nextPacket(duration), WAIT_COLUMNS, drawing.glyphs.ellipsis);
}

const MODE_SIGN_COLUMNS = 3;
/** "0.25x", "1000x". */
const SPEED_COLUMNS = 5;

function modeText({ isPlaying, isAtEnd, isSeeking }: ReplayStatus, drawing: Drawing): string {
  const { timeLine: words } = drawing.words.prompts;
  const sign = (text: string) => padEnd(text, MODE_SIGN_COLUMNS - 1);
  if (isSeeking) return `${sign(drawing.ascii ? ">>" : "»")} ${words.seeking}`;
  if (isAtEnd) return `${sign(drawing.ascii ? "#" : "■")} ${words.atEnd}`;
  return isPlaying
    ? `${sign(drawing.marks.playing)} ${words.playing}`
    : `${sign(drawing.marks.paused)} ${words.paused}`;
}

/** As `--speed` takes it. */
function speedText(speed: Speed): string {
  return speed === "max" ? "max" : `${speed}x`;
}

/** Findings stand on it as they do in tables. */
function bar(replay: ReplayStatus, lengthSeconds: number, columns: number, drawing: Drawing): string {
  const [before, head, after] = drawing.ascii ? ["=", "O", "-"] : ["━", "●", "─"];
  const columnOf = (seconds: number) => {
    const part = lengthSeconds <= 0 ? 1 : Math.min(1, Math.max(0, seconds / lengthSeconds));
    return Math.round(part * (columns - 1));
  };
  const at = columnOf(replay.positionSeconds);
  const findings = new Set((replay.findingsAt ?? []).map(columnOf));
  let line = "";
  let run = "";
  let meaning: Meaning = "good";
  for (let column = 0; column < columns; column++) {
    const isFinding = column !== at && findings.has(column);
    const next = isFinding ? "warning" : column <= at ? "good" : "quiet";
    if (next !== meaning) {
      line += drawing.style(meaning, run);
      run = "";
      meaning = next;
    }
    run += isFinding ? drawing.glyphs.warning : column < at ? before : column === at ? head : after;
  }
  return line + drawing.style(meaning, run);
}

/** "1:15.0", "1:01:15", "2d 01:01:15"; as exact as is worth it on a timeline of `scale` seconds. */
function clockText(seconds: number, scale: number): string {
  if (scale < 10) return `${(Math.floor(seconds * 1000) / 1000).toFixed(3)} s`;
  const decimals = scale < 600 ? 1 : 0;
  const ticks = Math.floor(seconds * 10 ** decimals);
  const whole = Math.floor(ticks / 10 ** decimals);
  const two = (figure: number) => String(figure).padStart(2, "0");
  const rest = two(whole % 60) + (decimals === 0 ? "" : `.${ticks % 10}`);
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600) % 24;
  const days = Math.floor(whole / 86_400);
  if (scale < 600) return `${minutes}:${rest}`;
  return days === 0 ? `${hours}:${two(minutes)}:${rest}` : `${days}d ${two(hours)}:${two(minutes)}:${rest}`;
}
