// What the process says to the script that called it; part of the contract.

export const DONE = 0;
/** A connection that was reported has what `--fail-on` names. */
export const FAIL_ON_MATCHED = 1;
/** Wrong usage, or an input that cannot be read at all. */
export const WRONG_USAGE = 2;
/** Everything before the damage was reported. */
export const DAMAGED_INPUT = 3;
/** As a shell says it of a process that Ctrl-C ended: 128 + SIGINT. */
export const INTERRUPTED = 130;
