// Two hosts and what lies between them, captured at both ends, with the kernels' own word at
// checkpoints. Knows no scenario and nothing of our analysis.
import { join as joinPath } from "node:path";
import { Host, type Socket, type SocketOptions } from "./host.ts";
import { join, linkAddress, Namespace, uniqueName } from "./namespaces.ts";
import { PacketRecorder } from "./packet-recorder.ts";
import type { SocketState } from "./socket-states.ts";
import { Wire } from "./wire.ts";

/** `wire`: one link whose every frame wire.py passes on. `router`: a kernel that forwards. */
export type Topology = "wire" | "router";

export interface Checkpoint {
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly sockets: SocketState[];
}

/** What is recorded otherwise than whole and as it was on the wire. */
export interface LabOptions {
  /** Bytes of each frame. */
  readonly snapLength?: number;
  /** A pcap filter: what the capture loses. */
  readonly without?: string;
  /** Segmentation is left to the interfaces, as on an ordinary host. */
  readonly offloads?: boolean;
}

/** What takes down the packets at one end. */
export interface Recorder {
  /** Whoever calls it has all that came until then. */
  stop(): Promise<void>;
}

/** Begins to record what passes eth0 of the host. */
export type StartRecorder = (host: Host, folder: string, options: LabOptions) => Promise<Recorder>;

/** As client.pcap and server.pcap. */
const withTcpdump: StartRecorder = (host, folder, options) =>
  PacketRecorder.start(host.namespace, "eth0", joinPath(folder, `${host.side}.pcap`), options);

export interface OpenOptions {
  readonly six?: boolean;
  readonly options?: SocketOptions;
}

export class Lab {
  readonly client: Host;
  readonly server: Host;
  readonly checkpoints: Checkpoint[] = [];
  readonly #wire: Wire | null;
  readonly #between: Namespace;
  #recorders: Recorder[] = [];

  private constructor(client: Host, server: Host, wire: Wire | null, between: Namespace) {
    this.client = client;
    this.server = server;
    this.#wire = wire;
    this.#between = between;
  }

  /** Builds it, runs `play`, and takes it down whatever happens. */
  static async run(
    topology: Topology,
    folder: string,
    play: (lab: Lab) => Promise<void>,
    options: LabOptions = {},
    start: StartRecorder = withTcpdump,
  ): Promise<Checkpoint[]> {
    const name = uniqueName();
    const namespaces: Namespace[] = [];
    let lab: Lab | undefined;
    try {
      for (const part of ["client", "between", "server"])
        namespaces.push(await Namespace.add(`${name}-${part}`));
      const [client, between, server] = namespaces as [Namespace, Namespace, Namespace];
      lab =
        topology === "wire"
          ? await withWire(client, between, server)
          : await withRouter(client, between, server, options.offloads === true);
      lab.#recorders = await lab.#record(folder, options, start);
      await lab.server.states(); // its program answers: both are there
      await lab.client.states();
      await play(lab);
      await pause(150);
      await Promise.all(lab.#recorders.map((recorder) => recorder.stop()));
      lab.#recorders = [];
      return lab.checkpoints;
    } finally {
      await Promise.allSettled([
        ...(lab === undefined ? [] : [lab.client.stop(), lab.server.stop(), lab.#stopWire()]),
        ...(lab === undefined ? [] : lab.#recorders.map((recorder) => recorder.stop())),
      ]);
      await Promise.allSettled(namespaces.map((namespace) => namespace.delete()));
    }
  }

  static make(client: Host, server: Host, wire: Wire | null, between: Namespace): Lab {
    return new Lab(client, server, wire, between);
  }

  get wire(): Wire {
    if (this.#wire === null) throw new Error("this scenario has a router between the hosts, not the wire");
    return this.#wire;
  }

  get router(): Namespace {
    if (this.#wire !== null) throw new Error("this scenario has the wire between the hosts, not a router");
    return this.#between;
  }

  /** A connection from the client's port to the listener, accepted. */
  async open(
    port: number,
    listener: Socket,
    to: number,
    open: OpenOptions = {},
  ): Promise<{ client: Socket; server: Socket }> {
    const address = open.six === true ? this.server.address6 : this.server.address;
    const [client, server] = await Promise.all([
      this.client.connect({ port, to: [address, to], ...(open.options ? { options: open.options } : {}) }),
      this.server.accept(listener),
    ]);
    if (client.error !== null) throw new Error(`connect: ${client.error}`);
    return { client, server };
  }

  /** The hosts wait 3 s before they repeat: what the wire holds for a moment is not sent again. */
  async patient(): Promise<void> {
    for (const { namespace, address } of [this.client, this.server])
      await namespace.ip("route", "replace", "10.9.0.0/24", "dev", "eth0", "src", address, "rto_min", "3s");
  }

  /** An echo request: in a capture time passes only with packets. */
  async tick(): Promise<void> {
    await this.client.namespace.run("ping", "-c", "1", this.server.address);
  }

  /**
   * What both kernels say now. Asked twice: the answer counts when nothing moved in between, so that
   * no segment is under way at the moment that is written down.
   */
  async checkpoint(name: string): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const before = await this.#ask();
      await pause(30);
      const after = await this.#ask();
      if (
        JSON.stringify(before.sockets) === JSON.stringify(after.sockets) &&
        before.passed === after.passed
      ) {
        this.checkpoints.push({ name, time: before.time, sockets: before.sockets });
        return;
      }
    }
    throw new Error(`nothing settles at checkpoint ${name}`);
  }

  async #stopWire(): Promise<void> {
    await this.#wire?.stop();
  }

  async #ask(): Promise<{ time: string; sockets: SocketState[]; passed: number }> {
    const client = await this.client.states();
    const server = await this.server.states();
    const passed = this.#wire === null ? 0 : await this.#wire.passed();
    return { time: server.time, sockets: [...client.sockets, ...server.sockets], passed };
  }

  #record(folder: string, options: LabOptions, start: StartRecorder): Promise<Recorder[]> {
    return Promise.all([this.client, this.server].map((host) => start(host, folder, options)));
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** 10.9.0.1 and fd00:9::1 on one link with 10.9.0.2 and fd00:9::2. */
async function withWire(client: Namespace, between: Namespace, server: Namespace): Promise<Lab> {
  await between.set({ "net.ipv6.conf.all.disable_ipv6": 1, "net.ipv6.conf.default.disable_ipv6": 1 });
  await join(client, "eth0", between, "client");
  await join(server, "eth0", between, "server");
  for (const [own, other, last] of [
    [client, server, 1],
    [server, client, 2],
  ] as const) {
    await own.set({ "net.ipv6.conf.eth0.accept_dad": 0 });
    await own.ip("addr", "add", `10.9.0.${last}/24`, "dev", "eth0");
    await own.ip("addr", "add", `fd00:9::${last}/64`, "dev", "eth0", "nodad");
    // Everything else is behind the other host too: answers to forged sources go out on the wire.
    const lladdr = await linkAddress(other, "eth0");
    for (const address of [`10.9.0.${3 - last}`, "10.9.0.254", `fd00:9::${3 - last}`])
      await own.ip("neigh", "replace", address, "lladdr", lladdr, "nud", "permanent", "dev", "eth0");
    await own.ip("route", "add", "default", "via", "10.9.0.254");
  }
  const hosts = [await linkAddress(client, "eth0"), await linkAddress(server, "eth0")] as const;
  const wire = new Wire(between, ["client", "server"], hosts);
  await wire.passed();
  return Lab.make(
    new Host("client", client, "10.9.0.1", "fd00:9::1"),
    new Host("server", server, "10.9.0.2", "fd00:9::2"),
    wire,
    between,
  );
}

/** 10.9.0.1 and fd00:9::1, a router at .254 and ::fe of each net, 10.9.1.2 and fd00:9:1::2. */
async function withRouter(
  client: Namespace,
  between: Namespace,
  server: Namespace,
  offloads: boolean,
): Promise<Lab> {
  await join(client, "eth0", between, "client", offloads);
  await join(server, "eth0", between, "server", offloads);
  await between.set({
    "net.ipv4.ip_forward": 1,
    "net.ipv6.conf.all.forwarding": 1,
    "net.ipv4.icmp_ratelimit": 0,
    "net.ipv4.icmp_msgs_per_sec": 10_000,
  });
  for (const [own, last, net4, net6, routerInterface] of [
    [client, 1, "10.9.0", "fd00:9:", "client"],
    [server, 2, "10.9.1", "fd00:9:1:", "server"],
  ] as const) {
    await own.ip("addr", "add", `${net4}.${last}/24`, "dev", "eth0");
    await own.ip("addr", "add", `${net6}:${last}/64`, "dev", "eth0", "nodad");
    await between.ip("addr", "add", `${net4}.254/24`, "dev", routerInterface);
    await between.ip("addr", "add", `${net6}:fe/64`, "dev", routerInterface, "nodad");
    await own.ip("route", "add", "default", "via", `${net4}.254`);
    await own.ip("route", "add", "default", "via", `${net6}:fe`);
  }
  return Lab.make(
    new Host("client", client, "10.9.0.1", "fd00:9::1"),
    new Host("server", server, "10.9.1.2", "fd00:9:1::2"),
    null,
    between,
  );
}
