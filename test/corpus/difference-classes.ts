// All classes of differences, the first that holds counts: those that explain most come last.
import type { DifferenceClass } from "./difference-class.ts";
import { OTHER_CLASSES } from "./other-classes.ts";
import { TSHARK_CLASSES } from "./tshark-classes.ts";
import { ZEEK_CLASSES } from "./zeek-classes.ts";

export const DIFFERENCE_CLASSES: readonly DifferenceClass[] = [
  ...TSHARK_CLASSES,
  ...ZEEK_CLASSES,
  ...OTHER_CLASSES,
];
