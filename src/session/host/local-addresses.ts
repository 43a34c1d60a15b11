// The addresses of this machine, and which of them a capture on certain interfaces sees.
import { networkInterfaces } from "node:os";
import type { KernelSocket } from "../../host/kernel-socket.ts";
import { addressText } from "../../record/address-text.ts";

/** How long the list of addresses is taken for right. */
const FRESH_MILLISECONDS = 10_000;
const LOOPBACK = /^127\.|^::1$/;

export class LocalAddresses {
  private readonly captured: ReadonlySet<string>;
  /** By address: its interface. */
  private known = new Map<string, string>();
  private readAt = Number.NEGATIVE_INFINITY;

  /** `captured`: names of interfaces. */
  constructor(captured: readonly string[]) {
    this.captured = new Set(captured);
  }

  /** Whether the packets of that socket pass an interface on which is captured. */
  isCaptured(socket: KernelSocket): boolean {
    if (this.captured.has("any")) return true;
    const { local0, local1, local2, local3, remote0, remote1, remote2, remote3 } = socket;
    const remote = addressText(remote0, remote1, remote2, remote3);
    const name = this.interfaceOf(addressText(local0, local1, local2, local3));
    if (name === null) return false;
    // What goes from this machine to itself goes over its loopback interface, whatever the address.
    const own = this.interfaceOf(remote) !== null;
    return this.captured.has(own ? this.loopback() : name);
  }

  has(a: number, b: number, c: number, d: number): boolean {
    return this.interfaceOf(addressText(a, b, c, d)) !== null;
  }

  private interfaceOf(address: string): string | null {
    this.refresh();
    const name = this.known.get(address);
    return name ?? (LOOPBACK.test(address) ? this.loopback() : null);
  }

  private loopback(): string {
    return this.known.get("127.0.0.1") ?? "lo";
  }

  private refresh(): void {
    const now = performance.now();
    if (now - this.readAt < FRESH_MILLISECONDS) return;
    this.readAt = now;
    this.known = new Map();
    for (const [name, addresses] of Object.entries(networkInterfaces()))
      for (const { address } of addresses ?? []) this.known.set(address, name);
  }
}
