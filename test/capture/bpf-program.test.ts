// The machine that runs filters, against libpcap's own (bpf_filter): any program, any packet.
import fc from "fast-check";
import koffi from "koffi";
import { describe, expect, it } from "vitest";
import { BpfProgram } from "../../src/capture/bpf-program.ts";
import { libpcapFile } from "./libpcap-file.ts";

type Instruction = readonly [operation: number, ifSo: number, ifNot: number, constant: number];

const RETURN = 0x06;
const RETURN_A = 0x16;
const STORE_A = 0x02;
const LD_IMMEDIATE = 0x00;

/** `struct bpf_insn` for each. */
function encoded(instructions: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(instructions.length * 8);
  const halves = new Uint16Array(bytes.buffer);
  const words = new Uint32Array(bytes.buffer);
  instructions.forEach(([operation, ifSo, ifNot, constant], index) => {
    halves[index * 4] = operation;
    bytes[index * 8 + 2] = ifSo;
    bytes[index * 8 + 3] = ifNot;
    words[index * 2 + 1] = constant;
  });
  return bytes;
}

/** Runs the program on bytes that lie between others, which must not matter. */
function runs(
  program: Uint8Array<ArrayBuffer>,
  packet: Uint8Array,
  original: number,
  around: number,
): boolean {
  const bytes = new Uint8Array(packet.length + 20).fill(around);
  bytes.set(packet, 10);
  return new BpfProgram(program).matches(new DataView(bytes.buffer), 10, packet.length, original);
}

const packetOffset = fc.oneof(
  { weight: 8, arbitrary: fc.nat(24) },
  { weight: 1, arbitrary: fc.constantFrom(0x7fffffff, 0x80000000, 0xfffff000, 0xffffffff) },
);
const anyWord = fc.oneof(
  fc.nat(40),
  fc.constantFrom(0x7fffffff, 0x80000000, 0xffffffff, 0x01020304),
  fc.nat(0xffffffff),
);

/** Any instruction at `index` of `count`; what follows it is all there is to jump to. */
function instruction(index: number, count: number): fc.Arbitrary<Instruction> {
  const ahead = fc.nat(Math.min(255, count - 2 - index));
  const of = (operations: readonly number[], constant: fc.Arbitrary<number>): fc.Arbitrary<Instruction> =>
    fc.tuple(fc.constantFrom(...operations), fc.constant(0), fc.constant(0), constant);
  return fc.oneof(
    { weight: 4, arbitrary: of([0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0xb1], packetOffset) },
    { weight: 2, arbitrary: of([0x00, 0x01], anyWord) },
    { weight: 2, arbitrary: of([0x60, 0x61, 0x02, 0x03], fc.nat(15)) },
    { weight: 3, arbitrary: of([0x04, 0x14, 0x24, 0x44, 0x54, 0xa4], anyWord) },
    {
      weight: 1,
      arbitrary: of(
        [0x34, 0x94],
        anyWord.filter((divisor) => divisor !== 0),
      ),
    },
    { weight: 1, arbitrary: of([0x64, 0x74], fc.nat(31)) },
    {
      weight: 3,
      arbitrary: of([0x0c, 0x1c, 0x2c, 0x3c, 0x4c, 0x5c, 0x9c, 0xac, 0x6c, 0x7c], fc.constant(0)),
    },
    { weight: 1, arbitrary: of([0x80, 0x81, 0x84, 0x07, 0x87], fc.constant(0)) },
    { weight: 1, arbitrary: of([0x05], ahead) },
    {
      weight: 3,
      arbitrary: fc.tuple(
        fc.constantFrom(0x15, 0x25, 0x35, 0x45, 0x1d, 0x2d, 0x3d, 0x4d),
        ahead,
        ahead,
        anyWord,
      ),
    },
    { weight: 1, arbitrary: of([RETURN_A, RETURN], fc.nat(2)) },
  );
}

/** Memory is filled first: libpcap does not say what it holds before. */
const memoryFilled: Instruction[] = Array.from({ length: 16 }, (_, word): Instruction[] => [
  [LD_IMMEDIATE, 0, 0, word * 0x11111111],
  [STORE_A, 0, 0, word],
]).flat();

const anyProgram = fc
  .nat(30)
  .chain((count) =>
    fc.tuple(...Array.from({ length: count + 1 }, (_, index) => instruction(index, count + 2))),
  )
  .map((middle) => encoded([...memoryFilled, ...middle, [RETURN_A, 0, 0, 0]]));

describe.skipIf(libpcapFile === null)("the filter machine, beside libpcap's", () => {
  const library = libpcapFile === null ? null : koffi.load(libpcapFile);
  const filter = library?.func(
    "uint32_t bpf_filter(void *program, void *packet, uint32_t wire, uint32_t captured)",
  );
  const validate = library?.func("int bpf_validate(void *program, int length)");

  it("gives the same answer for any program and any packet, and sees nothing around it", () => {
    let matched = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        anyProgram,
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(0x7fffffff),
        (program, packet, more) => {
          const original = packet.length + more;
          expect(validate?.(program, program.length / 8)).toBe(1);
          // (koffi hands out no address for bytes that are none.)
          const bytes = packet.length === 0 ? new Uint8Array(1) : packet;
          const theirs = filter?.(program, bytes, original, packet.length) !== 0;
          expect(runs(program, packet, original, 0)).toBe(theirs);
          expect(runs(program, packet, original, 0xff)).toBe(theirs);
          if (theirs) matched++;
          else refused++;
        },
      ),
      { numRuns: 5000 },
    );
    expect(Math.min(matched, refused)).toBeGreaterThan(500);
  });

  it("loses nothing of an unsigned 32-bit figure", () => {
    // A = 0xfffffffe / 1; A > 0x7fffffff?
    const program = encoded([
      [LD_IMMEDIATE, 0, 0, 0xfffffffe],
      [0x34, 0, 0, 1],
      [0x25, 0, 1, 0x7fffffff],
      [RETURN, 0, 0, 1],
      [RETURN, 0, 0, 0],
    ]);
    expect(runs(program, new Uint8Array(0), 0, 0)).toBe(true);
  });
});

describe("a program that cannot be run", () => {
  const refused =
    (...instructions: Instruction[]) =>
    () =>
      new BpfProgram(encoded(instructions));

  it("is refused before it sees a packet", () => {
    expect(refused([0xfe, 0, 0, 0], [RETURN, 0, 0, 0])).toThrow("operation 254");
    expect(refused([0x15, 9, 0, 0], [RETURN, 0, 0, 0])).toThrow("jumps out of itself");
    expect(refused([0x05, 0, 0, 0xfffffff0], [RETURN, 0, 0, 0])).toThrow("jumps out of itself");
    expect(refused([LD_IMMEDIATE, 0, 0, 0])).toThrow("jumps out of itself");
    expect(refused([STORE_A, 0, 0, 16], [RETURN, 0, 0, 0])).toThrow("more memory");
    expect(refused([0x34, 0, 0, 0], [RETURN, 0, 0, 0])).toThrow("divides by zero");
    expect(refused()).toThrow("without an instruction");
  });
});
