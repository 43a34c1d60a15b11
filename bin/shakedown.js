#!/usr/bin/env node
import { main } from "../dist/bundle/main.js";

process.exitCode = await main(process.argv.slice(2));
// After Ctrl-C, a read of standard input that still waits must not hold the process.
if (process.exitCode === 130) process.exit();
// Node ends when its compiling threads have, and now and then one of them waits for this one, for ever
// (nodejs/node#54918). While the loop still turns they get what they wait for.
setTimeout(() => {}, 20);
