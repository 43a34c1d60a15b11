// Whether the reader of standard output has gone (`| head -1`) while there is nothing to write: otherwise
// a capture of an idle line would learn of it only with the next line.
import type { Screen } from "../terminal.ts";

const POLLERR = 8;
const POLLHUP = 16;

/** Asks the system; where it cannot be asked, or the stream is none of its own, nobody has ever gone. */
export async function readerGone(stdout: Screen & { readonly fd?: number }): Promise<() => boolean> {
  const { fd, isTTY } = stdout;
  if (fd === undefined || isTTY || process.platform === "win32") return () => false;
  try {
    const koffi = await import("koffi");
    const poll = koffi
      .load(null)
      .func("int poll(_Inout_ uint8_t *descriptors, unsigned long count, int timeout)");
    // struct pollfd: int fd; short events; short revents.
    const descriptor = new DataView(new ArrayBuffer(8));
    descriptor.setInt32(0, fd, true);
    const bytes = new Uint8Array(descriptor.buffer);
    return () => {
      descriptor.setUint16(6, 0, true);
      return poll(bytes, 1, 0) === 1 && (descriptor.getUint16(6, true) & (POLLERR | POLLHUP)) !== 0;
    };
  } catch {
    return () => false;
  }
}
