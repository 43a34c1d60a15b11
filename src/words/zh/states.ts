export { states } from "../en/states.ts";
