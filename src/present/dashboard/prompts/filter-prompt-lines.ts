// The filter's prompt, drawn: the expression with its cursor; below it what is wrong and where, or what the offer
// means; then the offers.
import type { State } from "../../../record/connection-record.ts";
import type { Handbook } from "../../../words/topics.ts";
import { clean } from "../../terminal/clean.ts";
import { widthOf } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";
import { fieldLine } from "./field-line.ts";
import type { FilterError, Offer } from "./filter-offers.ts";
import type { FilterPrompt } from "./filter-prompt.ts";
import { keyHints, pointedComplaint, remark } from "./prompt-lines.ts";

const EXAMPLE = "state:CLOSE_WAIT port:8080";

/** Exactly PROMPT_ROWS lines; `handbook` says what verdicts and findings mean. */
export function filterPromptLines(
  prompt: FilterPrompt,
  columns: number,
  drawing: Drawing,
  handbook: Handbook,
): string[] {
  const { field, error, offers, taken } = prompt;
  const { line, columnOf } = fieldLine(drawing.words.prompts.filter, field, columns, drawing);
  const offered = offersLine(prompt, columns, drawing);
  if (error !== null && (prompt.insists || !prompt.isUnfinished)) {
    const isTyping =
      !prompt.insists && field.cursor === field.text.length && !/\s/.test(field.text.slice(error.at));
    const message = clean(complaintText(error, offers.length > 0, drawing));
    const meaning = isTyping ? "warning" : "error";
    const pointed = pointedComplaint(columnOf(error.at), message, meaning, columns, drawing);
    return [line, pointed.line, pointed.below ?? offered];
  }
  const offer = taken !== null ? offers[taken.index] : error !== null ? offers[0] : undefined;
  if (offer === undefined) return [line, keyHints(hintsFor(prompt, drawing), columns, drawing), offered];
  const meaning = meaningOf(offer, drawing, handbook);
  const told = remark(clean(`${offer.text}  ${meaning}`).trimEnd(), columns, drawing);
  return [line, told + key(offer, taken !== null, columns - widthOf(told), drawing), offered];
}

/** Which key takes the offer, where there is room to say so. */
function key({ isSure }: Offer, isTaken: boolean, room: number, drawing: Drawing): string {
  const { keys } = drawing.words.prompts;
  const hint = `  ${drawing.glyphs.dot}  ${isTaken ? keys.next : isSure ? keys.apply : keys.complete}`;
  return widthOf(hint) > room ? "" : drawing.style("quiet", hint);
}

/** Advice is for where nothing is offered. */
function complaintText(
  { problem, suggestions, advice }: FilterError,
  hasOffers: boolean,
  drawing: Drawing,
): string {
  if (suggestions.length > 0) return `${problem}, ${drawing.words.prompts.didYouMean(suggestions)}`;
  return advice === "" || hasOffers ? problem : `${problem}; ${advice}`;
}

function hintsFor({ field, before, offers }: FilterPrompt, drawing: Drawing): string[] {
  const { keys, forExample } = drawing.words.prompts;
  const earlier = field.history.length > 0 ? [keys.earlier] : [];
  if (field.text.trim() === "") {
    return [...(before === null ? [] : [keys.remove]), forExample(EXAMPLE), ...earlier, keys.leave];
  }
  return [keys.apply, ...(offers.length > 0 ? [keys.complete] : []), keys.leave, keys.clear, ...earlier];
}

/** As many offers as fit, the one that Tab has put in among them; it stands in brackets. */
function offersLine({ offers, taken }: FilterPrompt, columns: number, drawing: Drawing): string {
  if (offers.length === 0) return "";
  const index = taken?.index ?? -1;
  const { ellipsis } = drawing.glyphs;
  const room = columns - widthOf(ellipsis) - 1;
  const texts = offers.map(({ text }) => clean(text));
  let first = 0;
  while (first < index && widthUpTo(texts, first, index) > room) first++;
  let line = "";
  let taking = 0;
  for (let at = first; at < texts.length; at++) {
    const text = texts[at] as string;
    const piece = at === index ? `[${text}]` : ` ${text} `;
    if (taking + widthOf(piece) > room) return line + drawing.style("quiet", ellipsis);
    line += at === index ? drawing.style("title", piece) : piece;
    taking += widthOf(piece);
  }
  return line;
}

function widthUpTo(texts: readonly string[], first: number, last: number): number {
  return texts.slice(first, last + 1).reduce((sum, text) => sum + widthOf(text) + 2, 0);
}

function meaningOf(offer: Offer, drawing: Drawing, handbook: Handbook): string {
  const { prompts, views } = drawing.words;
  if (offer.about === null) return "";
  const noun = prompts.nounsOfEnds[offer.about];
  const general =
    offer.side !== null && noun !== undefined
      ? prompts.ofEnd[offer.side](noun)
      : (prompts.meanings[offer.about] ?? "");
  const value = offer.text.slice(offer.text.indexOf(":") + 1);
  if (value === "*") return prompts.any;
  if (value === "") return general;
  if (offer.about === "state" && value in views.states.meanings) return views.states.meanings[value as State];
  const topic = handbook.topics.find(({ kind, id }) => kind === offer.about && id === value);
  return topic?.explanation.title ?? general;
}
