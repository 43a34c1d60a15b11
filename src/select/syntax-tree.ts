// What an expression says, as data: read by match.ts, written back by printSelect.
import type { Side } from "../record/connection-record.ts";
import type { AddressKey, NumberKey, WordKey } from "./keys.ts";

export type Comparison = "<" | "<=" | ">" | ">=" | "=";

interface Node {
  /** Where it begins in the expression, from 1. */
  readonly column: number;
}

export interface Word extends Node {
  /** As the contract spells it; `*` is any. */
  readonly word: string;
}

export interface Range extends Node {
  /** Both inclusive, in the key's unit. */
  readonly from: number;
  readonly to: number;
}

export interface Prefix extends Node {
  /** Canonical text of the address (RFC 5952 for IPv6). */
  readonly address: string;
  readonly bits: number;
}

interface Term<Key> extends Node {
  readonly key: Key;
  /** null: either end. */
  readonly side: Side | null;
}

export interface WordTerm extends Term<WordKey> {
  readonly kind: "words";
  readonly words: readonly Word[];
}

export interface RangeTerm extends Term<NumberKey> {
  readonly kind: "ranges";
  readonly ranges: readonly Range[];
}

export interface CompareTerm extends Term<NumberKey> {
  readonly kind: "compare";
  readonly comparison: Comparison;
  readonly value: number;
}

export interface AddressTerm extends Term<AddressKey> {
  readonly kind: "addresses";
  readonly prefixes: readonly Prefix[];
}

export interface Junction extends Node {
  readonly kind: "and" | "or";
  /** Two or more, none of them of the same kind: nesting of equals is flattened. */
  readonly parts: readonly SelectNode[];
}

interface Negation extends Node {
  readonly kind: "not";
  readonly part: SelectNode;
}

export type SelectNode = WordTerm | RangeTerm | CompareTerm | AddressTerm | Junction | Negation;

/** The expression in its shortest regular form; parsing it gives the same tree but for the columns. */
export function printSelect(node: SelectNode): string {
  switch (node.kind) {
    case "or":
      return node.parts.map(printSelect).join(" or ");
    case "and":
      return node.parts
        .map((part) => (part.kind === "or" ? `(${printSelect(part)})` : printSelect(part)))
        .join(" ");
    case "not":
      return isJunction(node.part) ? `not (${printSelect(node.part)})` : `not ${printSelect(node.part)}`;
    case "words":
      return `${printKey(node)}:${node.words.map((word) => word.word).join(",")}`;
    case "ranges":
      return `${printKey(node)}:${node.ranges.map(printRange).join(",")}`;
    case "compare":
      return `${printKey(node)}${node.comparison}${node.value}`;
    case "addresses":
      return `${printKey(node)}:${node.prefixes.map((prefix) => printPrefix(node.key, prefix)).join(",")}`;
  }
}

function isJunction(node: SelectNode): boolean {
  return node.kind === "and" || node.kind === "or";
}

function printKey(term: Term<string>): string {
  return term.side === null ? term.key : `${term.side}.${term.key}`;
}

function printRange(range: Range): string {
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}

function printPrefix(key: AddressKey, prefix: Prefix): string {
  return key === "net" ? `${prefix.address}/${prefix.bits}` : prefix.address;
}
