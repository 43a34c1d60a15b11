// Two network namespaces joined by a pair of virtual interfaces, for runs that need a line of their own.
import { execFileSync, spawnSync } from "node:child_process";

const made = [];
process.on("exit", () => {
  for (const name of made) spawnSync("ip", ["netns", "del", name]);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

/** What keeps such runs from being made here, or null. */
export function missingForLink(...commands) {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid() !== 0) return "needs root, for network namespaces and to capture";
  const missing = ["ip", "tcpreplay", ...commands].filter((command) => !isInstalled(command));
  return missing.length > 0 ? `needs ${missing.join(", ")}` : null;
}

export function isInstalled(command) {
  return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}

/** Near and far end of a line; both go away with the process. */
export class Link {
  near = `shakedown-${process.pid}-near`;
  far = `shakedown-${process.pid}-far`;
  /** The interface, called the same at both ends. */
  device = "line0";
  #addressed;

  /** @param {{ addressed: boolean }} options `addressed`: 10.77.0.1 is near, 10.77.0.2 far; else nobody answers */
  constructor({ addressed }) {
    this.#addressed = addressed;
    for (const name of [this.near, this.far]) {
      this.ip("netns", "add", name);
      made.push(name);
      this.ip("-n", name, "link", "set", "lo", "up");
      // The system itself must not speak.
      execFileSync("ip", ["netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"]);
    }
    this.make();
  }

  make() {
    const { near, far, device } = this;
    this.ip("link", "add", device, "netns", near, "type", "veth", "peer", "name", device, "netns", far);
    for (const [name, address] of [
      [near, "10.77.0.1/24"],
      [far, "10.77.0.2/24"],
    ]) {
      if (this.#addressed) this.ip("-n", name, "address", "add", address, "dev", device);
      this.ip("-n", name, "link", "set", device, "up");
    }
  }

  delete() {
    this.ip("-n", this.far, "link", "del", this.device);
  }

  set(state) {
    this.ip("-n", this.far, "link", "set", this.device, state);
  }

  ip(...words) {
    execFileSync("ip", words, { stdio: ["ignore", "ignore", "inherit"] });
  }

  /** The words before a command that is to run at that end. */
  at(end, ...command) {
    return ["ip", "netns", "exec", end, ...command];
  }

  /** How many packet sockets are open at that end: whoever captures has one. */
  listeners(end) {
    const text = execFileSync("ip", ["netns", "exec", end, "cat", "/proc/net/packet"], { encoding: "utf8" });
    return text.trim().split("\n").length - 1;
  }
}
