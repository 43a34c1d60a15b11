// An input that cannot be read at all. Damage further inside is no error: see packet-source.ts.

export type CaptureErrorCode =
  | "not-found"
  | "unreadable"
  | "not-permitted"
  | "not-a-capture"
  | "unsupported"
  | "damaged";

/** Thrown when an input is opened; `message` is one line that says what to do next. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
  readonly code: CaptureErrorCode;
  readonly file: string;
  readonly byteOffset: number;

  constructor(code: CaptureErrorCode, file: string, byteOffset: number, message: string) {
    super(message);
    this.code = code;
    this.file = file;
    this.byteOffset = byteOffset;
  }
}
