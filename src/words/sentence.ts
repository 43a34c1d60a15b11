// What the sentence of a finding is made from. Pure functions of figures: nothing here reads packets.
import type { Figures } from "../detect/figures.ts";

/** Who a finding speaks of, as shown: "10.9.0.1:40004". */
export interface About {
  readonly client: string;
  readonly server: string;
  /** The end whose doing it is, and the other one; null: nobody's, or a subject's. */
  readonly doer: string | null;
  readonly other: string | null;
  /** The service, host or "the capture" that it is about; null: a connection. */
  readonly subject: string | null;
}

export type Sentence<Id extends keyof Figures> = (figures: Figures[Id], about: About) => string;

export type Sentences = { readonly [Id in keyof Figures]: Sentence<Id> };
