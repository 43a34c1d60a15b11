// Properties are tried with the same examples on every run: what fails here fails there too. Other
// examples: PROPERTY_SEED=random npm test, or the seed that a failure named.
import fc from "fast-check";

const wanted = process.env["PROPERTY_SEED"];
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted ?? 9293) });
