// All findings explained in English: the groups put together. A finding that none of them has, the compiler names.
import type { FindingExplanations } from "../explanation.ts";
import { capture } from "./findings/capture.ts";
import { closing } from "./findings/closing.ts";
import { connecting } from "./findings/connecting.ts";
import { data } from "./findings/data.ts";
import { opening } from "./findings/opening.ts";
import { population } from "./findings/population.ts";

export const findings: FindingExplanations = {
  ...connecting,
  ...opening,
  ...data,
  ...closing,
  ...population,
  ...capture,
};
