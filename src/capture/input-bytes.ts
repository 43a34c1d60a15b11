// From what a caller names to bytes: files, pipes, standard input, memory, streams. Refuses what
// cannot be read in one line that says what to do.
import { constants, createReadStream, fstatSync, open } from "node:fs";
import { access, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { type ByteSource, PieceSource } from "./byte-source.ts";
import { CaptureError } from "./capture-error.ts";
import type { FilePool } from "./file-pool.ts";
import { isStandardInputTerminal, openStandardInput } from "./standard-input.ts";

type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * A capture to read: a path, `-` for standard input, the bytes themselves, or a stream of them (a
 * Readable, any iterable of Uint8Array), the last two with a name for reports if wanted.
 */
export type CaptureSpec = string | Bytes | { readonly name: string; readonly bytes: Bytes };

/** An input that exists and may be read. */
export interface InputBytes {
  readonly name: string;
  /** Bytes as stored; null for what flows. */
  readonly size: number | null;
  /** Whether `open` may be called again, to read from the beginning. */
  readonly rereadable: boolean;
  open(): Promise<ByteSource>;
}

/** Looks an input up without reading it. Rejects with CaptureError. */
export async function findInput(spec: CaptureSpec, pool: FilePool): Promise<InputBytes> {
  if (spec === "-") return standardInput();
  if (typeof spec === "string") return fileOrPipe(spec, pool);
  if ("bytes" in spec) return memoryOrStream(spec.name, spec.bytes);
  return memoryOrStream(spec instanceof Uint8Array ? "(memory)" : "(stream)", spec);
}

async function fileOrPipe(path: string, pool: FilePool): Promise<InputBytes> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (found.isDirectory()) {
    const text = `${path}: is a directory: name the captures in it, such as ${path.replace(/\/+$/, "")}/*.pcap`;
    throw new CaptureError("unreadable", path, 0, text);
  }
  if (found.isFile()) {
    if (found.size === 0) throw isEmpty(path);
    await access(path, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(path, error);
    });
    return {
      name: path,
      size: found.size,
      rereadable: true,
      open: async () => pool.source(path, found.size),
    };
  }
  const openFlow = found.isFIFO() ? openPipe : openDevice;
  return { name: path, size: null, rereadable: false, open: () => openFlow(path) };
}

/**
 * A named pipe, without a thread that blocks in open or read: the process could not exit while
 * such a thread waits for a writer.
 */
async function openPipe(path: string): Promise<ByteSource> {
  const descriptor = await new Promise<number>((resolve, reject) => {
    open(path, constants.O_RDONLY | constants.O_NONBLOCK, (error, fd) =>
      error ? reject(unreadable(path, error)) : resolve(fd),
    );
  });
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  return new PieceSource(socket, () => socket.destroy());
}

async function openDevice(path: string): Promise<ByteSource> {
  const stream = createReadStream(path);
  return new PieceSource(stream, () => stream.destroy());
}

function standardInput(): InputBytes {
  if (isStandardInputTerminal()) {
    const text =
      "-: standard input is a terminal: pipe a capture into it, such as tcpdump -w - | shakedown read -";
    throw new CaptureError("unreadable", "-", 0, text);
  }
  const found = fstatSync(0);
  const stdin = openStandardInput();
  return {
    name: "-",
    size: found.isFile() ? found.size : null,
    rereadable: false,
    open: async () => new PieceSource(stdin, () => stdin.destroy()),
  };
}

function memoryOrStream(name: string, bytes: Bytes): InputBytes {
  if (!(bytes instanceof Uint8Array)) {
    const release = () => (bytes as { destroy?: () => void }).destroy?.();
    return { name, size: null, rereadable: false, open: async () => new PieceSource(bytes, release) };
  }
  if (bytes.length === 0) throw isEmpty(name);
  return { name, size: bytes.length, rereadable: true, open: async () => new PieceSource([bytes]) };
}

/** The line for an input of 0 bytes. */
export function isEmpty(name: string): CaptureError {
  const text = `${name}: is empty (0 bytes): nothing was saved to it; capture or copy it again`;
  return new CaptureError("not-a-capture", name, 0, text);
}

function unreadable(path: string, error: NodeJS.ErrnoException): CaptureError {
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return new CaptureError("not-found", path, 0, `${path}: no such file: check the name and the folder`);
    case "EACCES":
    case "EPERM":
      return new CaptureError(
        "unreadable",
        path,
        0,
        `${path}: permission denied: make it readable (sudo chmod a+r ${path}) or run this with sudo`,
      );
    default:
      return new CaptureError(
        "unreadable",
        path,
        0,
        `${path}: cannot be opened (${error.code}): copy it to another place and try again`,
      );
  }
}
