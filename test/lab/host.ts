// One end of the lab: a namespace, its addresses, and the socket program that runs in it.
import { fileURLToPath } from "node:url";
import { Conversation } from "./conversation.ts";
import { type Namespace, PYTHON } from "./namespaces.ts";
import { readSocketStates, type SocketState } from "./socket-states.ts";

const PEER = fileURLToPath(new URL("peer.py", import.meta.url));

/** Socket options by the names that peer.py knows; they are set before bind. */
export type SocketOptions = Readonly<Record<string, number>>;

export class Socket {
  /** What connect() said, such as ECONNREFUSED; null when it is open or still trying. */
  readonly error: string | null;
  readonly #peer: Conversation;
  readonly #name: string;

  constructor(peer: Conversation, name: string, error: string | null = null) {
    this.#peer = peer;
    this.#name = name;
    this.error = error;
  }

  send(bytes: number | string): Promise<void> {
    const what = typeof bytes === "number" ? { size: bytes } : { data: bytes };
    return this.#peer.request("send", { socket: this.#name, ...what });
  }

  /** Writes until the kernel takes no more; bytes taken. */
  async fill(): Promise<number> {
    return (await this.#peer.request<{ written: number }>("fill", { socket: this.#name })).written;
  }

  /** So many bytes; without `size` everything up to the end of the stream. */
  receive(size?: number): Promise<{ received: number; error: string | null }> {
    return this.#peer.request("receive", { socket: this.#name, ...(size === undefined ? {} : { size }) });
  }

  shutdown(): Promise<void> {
    return this.#peer.request("shutdown", { socket: this.#name });
  }

  close(): Promise<void> {
    return this.#peer.request("close", { socket: this.#name });
  }

  option(option: string, value: number): Promise<void> {
    return this.#peer.request("option", { socket: this.#name, option, value });
  }

  /** Closes with linger 0: RST instead of FIN. */
  async abort(): Promise<void> {
    await this.option("linger", 0);
    await this.close();
  }

  /** The kernel forgets the connection and tells nobody, as in a crash. */
  async forget(): Promise<void> {
    await this.option("repair", 1);
    await this.close();
  }

  accept(as: string): Promise<Socket> {
    return this.#peer.request("accept", { listener: this.#name, as }).then(() => new Socket(this.#peer, as));
  }
}

export interface ConnectOptions {
  /** The client's own port. */
  readonly port: number;
  readonly to: readonly [address: string, port: number];
  /** False: returns once the SYN is on its way. Default true. */
  readonly wait?: boolean;
  /** Fast Open: payload of the SYN. */
  readonly data?: string;
  readonly options?: SocketOptions;
}

export interface ListenOptions {
  readonly port: number;
  readonly backlog?: number;
  readonly options?: SocketOptions;
  readonly six?: boolean;
}

export class Host {
  readonly side: "client" | "server";
  readonly namespace: Namespace;
  readonly address: string;
  readonly address6: string;
  #peer: Conversation;
  readonly #observer: Conversation;
  #sockets = 0;

  constructor(side: "client" | "server", namespace: Namespace, address: string, address6: string) {
    this.side = side;
    this.namespace = namespace;
    this.address = address;
    this.address6 = address6;
    this.#peer = this.#start();
    this.#observer = this.#start(); // asks the kernel, also after the program was killed
  }

  /** A listening socket. */
  async listen(listen: ListenOptions): Promise<Socket> {
    const as = this.#nextName();
    const address = listen.six === true ? this.address6 : this.address;
    await this.#peer.request("listen", { as, address, ...listen });
    return new Socket(this.#peer, as);
  }

  accept(listener: Socket): Promise<Socket> {
    return listener.accept(this.#nextName());
  }

  async connect(connect: ConnectOptions): Promise<Socket> {
    const as = this.#nextName();
    const address = connect.to[0].includes(":") ? this.address6 : this.address;
    const answer = await this.#peer.request<{ error: string | null } | null>("connect", {
      as,
      address,
      ...connect,
    });
    return new Socket(this.#peer, as, answer?.error ?? null);
  }

  /** SIGKILL for the program; a fresh one, without sockets, takes its place. */
  async killProgram(): Promise<void> {
    await this.#peer.kill();
    this.#peer = this.#start();
  }

  /** Every TCP socket of this host, and a moment (nanoseconds since 1970) at which it was so. */
  async states(): Promise<{ sockets: SocketState[]; time: string }> {
    const { listing, time } = await this.#observer.request<{ listing: string; time: string }>("states");
    return { sockets: readSocketStates(this.side, listing), time };
  }

  async stop(): Promise<void> {
    await Promise.all([this.#peer.kill(), this.#observer.kill()]);
  }

  #start(): Conversation {
    const [command, ...prefix] = this.namespace.prefix();
    return new Conversation(`the ${this.side}'s program`, command, [...prefix, PYTHON, "-SEs", PEER]);
  }

  #nextName(): string {
    return `socket ${++this.#sockets}`;
  }
}
