// Moments as people read them, in their own zone. Programs get UTC; they never come through here.

/** "2021-07-05 10:08:55" of an ISO 8601 moment in UTC; `timeZone` is an IANA name, default the machine's. */
export function formatLocalTime(iso: string, timeZone?: string): string {
  const moment = new Date(`${iso.slice(0, 19)}Z`);
  // A damaged clock can say a year that Date does not know.
  if (Number.isNaN(moment.getTime())) return iso;
  return localFormat(timeZone).format(moment);
}

/** "2021-07-05 10:08:55". To make one takes longer than to use it. */
function localFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  // The Swedish way of writing a moment is ISO 8601 with a space.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
}

/** From one moment to another; the date is not said twice. */
export function formatLocalSpan(first: string, last: string, until: string, timeZone?: string): string {
  const from = formatLocalTime(first, timeZone);
  const to = formatLocalTime(last, timeZone);
  if (from === to) return from;
  return `${from} ${until} ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}

/** The time of day and the day of many moments, mostly in the order of time. */
export class LocalClock {
  readonly #format: Intl.DateTimeFormat;
  #second = "";
  #local = "";

  /** @param timeZone IANA name, default the machine's */
  constructor(timeZone?: string) {
    this.#format = localFormat(timeZone);
  }

  /** "2021-07-05" and "10:08:55.547610" of an ISO 8601 moment in UTC with nanoseconds. */
  at(iso: string): { readonly day: string; readonly time: string } {
    const second = iso.slice(0, 19);
    if (second !== this.#second) {
      const moment = new Date(`${second}Z`);
      this.#second = second;
      this.#local = Number.isNaN(moment.getTime()) ? second.replace("T", " ") : this.#format.format(moment);
    }
    return { day: this.#local.slice(0, 10), time: `${this.#local.slice(11)}${iso.slice(19, 26)}` };
  }
}

/** Seconds from one ISO 8601 moment to another, exact to the nanosecond for spans of 104 days. */
export function secondsBetween(first: string, last: string): number {
  const whole = (Date.parse(`${last.slice(0, 19)}Z`) - Date.parse(`${first.slice(0, 19)}Z`)) / 1000;
  const seconds = whole + (fraction(last) - fraction(first)) / 1e9;
  return Number.isNaN(seconds) ? 0 : seconds;
}

function fraction(iso: string): number {
  return Number(iso.slice(20, 29).replace(/\D/g, "").padEnd(9, "0"));
}
