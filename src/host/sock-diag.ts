// The kernel's socket diagnostics through netlink. libc's functions are called through koffi, the ones that
// make the kernel walk its tables on another thread. Needs no root.
import { KernelSocket, type SocketList, type TakeSocket } from "./kernel-socket.ts";
import { AF_INET, AF_INET6, FAILED, GOES_ON, readAnswer, requestOf } from "./sock-diag-messages.ts";

type Koffi = typeof import("koffi");
type KoffiFunction = ReturnType<import("koffi").LibraryHandle["func"]>;

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_SOCK_DIAG = 4;
/** An answer is there when the question was sent: the kernel makes each piece while it is read. */
const MSG_DONTWAIT = 0x40;
/** The kernel hands over at most 32 KiB at once. */
const PIECE_BYTES = 65_536;

/** Null where there is no koffi, or the kernel knows no socket diagnostics. */
export async function openSockDiag(): Promise<SocketList | null> {
  try {
    const list = new SockDiag(await import("koffi"));
    // Some sandboxes hand out the socket and refuse the question.
    await list.read(() => {}, false);
    return list;
  } catch {
    return null;
  }
}

class SockDiag implements SocketList {
  readonly #descriptor: number;
  readonly #memory: bigint;
  readonly #view: DataView;
  readonly #socket = new KernelSocket();
  readonly #send: KoffiFunction;
  readonly #receive: KoffiFunction;
  readonly #release: () => void;
  #sequence = 0;
  #reading = false;
  #closed = false;

  constructor(koffi: Koffi) {
    const libc = koffi.load(null);
    const open = libc.func("int socket(int domain, int type, int protocol)");
    const close = libc.func("int close(int descriptor)");
    const allocate = libc.func("void *calloc(size_t count, size_t size)");
    const free = libc.func("void free(void *memory)");
    this.#send = libc.func(
      "int64_t send(int descriptor, const uint8_t *bytes, size_t length, int flags)",
    ) as KoffiFunction;
    this.#receive = libc.func(
      "int64_t recv(int descriptor, void *memory, size_t length, int flags)",
    ) as KoffiFunction;
    this.#descriptor = open(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (this.#descriptor < 0) throw new Error("no netlink socket");
    // Written by another thread: JavaScript's memory may move meanwhile.
    this.#memory = allocate(1, PIECE_BYTES);
    this.#view = new DataView(koffi.view(this.#memory, PIECE_BYTES));
    this.#release = () => {
      close(this.#descriptor);
      free(this.#memory);
    };
  }

  async read(take: TakeSocket, detailed: boolean): Promise<void> {
    if (this.#reading || this.#closed) throw new Error("the kernel's sockets are being read");
    this.#reading = true;
    try {
      await this.#readFamily(AF_INET, take, detailed);
      await this.#readFamily(AF_INET6, take, detailed);
    } finally {
      this.#reading = false;
      if (this.#closed) this.#release();
    }
  }

  async #readFamily(family: number, take: TakeSocket, detailed: boolean): Promise<void> {
    const sequence = ++this.#sequence;
    const question = requestOf(family, sequence, detailed);
    if (this.#send(this.#descriptor, question, question.length, 0) !== question.length)
      throw new Error("the kernel takes no question about sockets");
    for (;;) {
      const length = await this.#piece();
      if (this.#closed) throw new Error("closed");
      const status = length <= 0 ? FAILED : readAnswer(this.#view, length, sequence, this.#socket, take);
      if (status === FAILED) throw new Error("the kernel does not tell its sockets");
      if (status !== GOES_ON) return;
    }
  }

  #piece(): Promise<number> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, length: number) => (error ? reject(error) : resolve(length));
      this.#receive.async(this.#descriptor, this.#memory, PIECE_BYTES, MSG_DONTWAIT, done);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#reading) this.#release();
  }
}
