export { verdicts } from "../en/verdicts.ts";
