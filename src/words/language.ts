// The languages that are spoken. Ids, states and field names are the same in all of them.

export type Language = "en" | "zh";
export const LANGUAGES: readonly Language[] = ["en", "zh"];
