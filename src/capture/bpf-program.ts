// A compiled packet filter and the machine that runs it: the instructions of McCanne and Jacobson, "The
// BSD Packet Filter" (1993), with MOD and XOR as libpcap has them. Knows no protocol and no libpcap.

// LD and LDX
const LD_WORD_AT = 0x20;
const LD_HALF_AT = 0x28;
const LD_BYTE_AT = 0x30;
const LD_WORD_AT_X = 0x40;
const LD_HALF_AT_X = 0x48;
const LD_BYTE_AT_X = 0x50;
const LD_LENGTH = 0x80;
const LD_IMMEDIATE = 0x00;
const LD_MEMORY = 0x60;
const LDX_IMMEDIATE = 0x01;
const LDX_MEMORY = 0x61;
const LDX_LENGTH = 0x81;
/** X becomes 4 × the lower half of a byte: the length of an IPv4 header. */
const LDX_HEADER_LENGTH = 0xb1;
// ST and STX
const STORE_A = 0x02;
const STORE_X = 0x03;
// ALU, with a constant or with X
const ADD = 0x04;
const ADD_X = 0x0c;
const SUBTRACT = 0x14;
const SUBTRACT_X = 0x1c;
const MULTIPLY = 0x24;
const MULTIPLY_X = 0x2c;
const DIVIDE = 0x34;
const DIVIDE_X = 0x3c;
const OR = 0x44;
const OR_X = 0x4c;
const AND = 0x54;
const AND_X = 0x5c;
const SHIFT_LEFT = 0x64;
const SHIFT_LEFT_X = 0x6c;
const SHIFT_RIGHT = 0x74;
const SHIFT_RIGHT_X = 0x7c;
const NEGATE = 0x84;
const MODULO = 0x94;
const MODULO_X = 0x9c;
const XOR = 0xa4;
const XOR_X = 0xac;
// JMP
const JUMP = 0x05;
const IF_EQUAL = 0x15;
const IF_EQUAL_X = 0x1d;
const IF_GREATER = 0x25;
const IF_GREATER_X = 0x2d;
const IF_AT_LEAST = 0x35;
const IF_AT_LEAST_X = 0x3d;
const IF_ANY_SET = 0x45;
const IF_ANY_SET_X = 0x4d;
// RET and MISC
const RETURN = 0x06;
const RETURN_A = 0x16;
const A_TO_X = 0x07;
const X_TO_A = 0x87;

/** What an operation's lower three bits tell: its kind. */
const CLASS = 0x07;
const MEMORY_WORDS = 16;
/** Bytes of one `struct bpf_insn`. */
const INSTRUCTION_BYTES = 8;
/** Words that one instruction takes here: operation, where to go on if so, if not, and its constant. */
const WORDS = 4;

const OPERATIONS = new Set([
  ...[LD_WORD_AT, LD_HALF_AT, LD_BYTE_AT, LD_WORD_AT_X, LD_HALF_AT_X, LD_BYTE_AT_X, LD_LENGTH],
  ...[LD_IMMEDIATE, LD_MEMORY, LDX_IMMEDIATE, LDX_MEMORY, LDX_LENGTH, LDX_HEADER_LENGTH, STORE_A, STORE_X],
  ...[ADD, ADD_X, SUBTRACT, SUBTRACT_X, MULTIPLY, MULTIPLY_X, DIVIDE, DIVIDE_X, OR, OR_X, AND, AND_X],
  ...[SHIFT_LEFT, SHIFT_LEFT_X, SHIFT_RIGHT, SHIFT_RIGHT_X, NEGATE, MODULO, MODULO_X, XOR, XOR_X],
  ...[JUMP, IF_EQUAL, IF_EQUAL_X, IF_GREATER, IF_GREATER_X, IF_AT_LEAST, IF_AT_LEAST_X],
  ...[IF_ANY_SET, IF_ANY_SET_X, RETURN, RETURN_A, A_TO_X, X_TO_A],
]);

export class BpfProgram {
  private readonly code: Int32Array;
  private readonly memory = new Int32Array(MEMORY_WORDS);

  /**
   * @param instructions an array of `struct bpf_insn` in this machine's byte order
   * @throws RangeError for an operation that is not known or a program that runs out of itself
   */
  constructor(instructions: Uint8Array<ArrayBuffer>) {
    const count = instructions.length / INSTRUCTION_BYTES;
    if (count === 0) throw new RangeError("a filter program without an instruction");
    const aligned = instructions.slice().buffer;
    const halves = new Uint16Array(aligned);
    const words = new Int32Array(aligned);
    this.code = new Int32Array(count * WORDS);
    for (let index = 0; index < count; index++) {
      const operation = halves[index * 4] as number;
      const constant = words[index * 2 + 1] as number;
      const branches = (operation & CLASS) === JUMP && operation !== JUMP;
      const next = index + 1;
      const ifNot = branches ? next + (instructions[index * 8 + 3] as number) : next;
      const ifSo = branches
        ? next + (instructions[index * 8 + 2] as number)
        : next + (operation === JUMP ? constant : 0);
      refuseBroken(operation, constant, ifSo, ifNot, count);
      this.code.set([operation, ifSo * WORDS, ifNot * WORDS, constant], index * WORDS);
    }
  }

  /**
   * Whether the program takes the packet: it returned something other than 0. Never reads outside the
   * `captured` bytes from `start` on: a load that would ends the program with 0, as in the kernel.
   * @param original bytes of the packet on the wire: what a program knows as its length
   */
  matches(view: DataView, start: number, captured: number, original: number): boolean {
    const { code, memory } = this;
    let a = 0;
    let x = 0;
    let at = 0;
    for (;;) {
      const k = code[at + 3] as number;
      switch (code[at]) {
        case LD_WORD_AT:
          if (k < 0 || k > captured - 4) return false;
          a = view.getInt32(start + k);
          break;
        case LD_HALF_AT:
          if (k < 0 || k > captured - 2) return false;
          a = view.getUint16(start + k);
          break;
        case LD_BYTE_AT:
          if (k < 0 || k >= captured) return false;
          a = view.getUint8(start + k);
          break;
        // (Neither of the two may be negative: as unsigned numbers they lie behind any packet.)
        case LD_WORD_AT_X:
          if (k < 0 || x < 0 || k > captured || x > captured - k - 4) return false;
          a = view.getInt32(start + k + x);
          break;
        case LD_HALF_AT_X:
          if (k < 0 || x < 0 || k > captured || x > captured - k - 2) return false;
          a = view.getUint16(start + k + x);
          break;
        case LD_BYTE_AT_X:
          if (k < 0 || x < 0 || k > captured || x >= captured - k) return false;
          a = view.getUint8(start + k + x);
          break;
        case LD_LENGTH:
          a = original | 0;
          break;
        case LD_IMMEDIATE:
          a = k;
          break;
        case LD_MEMORY:
          a = memory[k] as number;
          break;
        case LDX_IMMEDIATE:
          x = k;
          break;
        case LDX_MEMORY:
          x = memory[k] as number;
          break;
        case LDX_LENGTH:
          x = original | 0;
          break;
        case LDX_HEADER_LENGTH:
          if (k < 0 || k >= captured) return false;
          x = (view.getUint8(start + k) & 0xf) << 2;
          break;
        case STORE_A:
          memory[k] = a;
          break;
        case STORE_X:
          memory[k] = x;
          break;
        case ADD:
          a = (a + k) | 0;
          break;
        case ADD_X:
          a = (a + x) | 0;
          break;
        case SUBTRACT:
          a = (a - k) | 0;
          break;
        case SUBTRACT_X:
          a = (a - x) | 0;
          break;
        case MULTIPLY:
          a = Math.imul(a, k);
          break;
        case MULTIPLY_X:
          a = Math.imul(a, x);
          break;
        case DIVIDE:
          a = ((a >>> 0) / (k >>> 0)) | 0;
          break;
        case DIVIDE_X:
          if (x === 0) return false;
          a = ((a >>> 0) / (x >>> 0)) | 0;
          break;
        case MODULO:
          a = ((a >>> 0) % (k >>> 0)) | 0;
          break;
        case MODULO_X:
          if (x === 0) return false;
          a = ((a >>> 0) % (x >>> 0)) | 0;
          break;
        case OR:
          a |= k;
          break;
        case OR_X:
          a |= x;
          break;
        case AND:
          a &= k;
          break;
        case AND_X:
          a &= x;
          break;
        case XOR:
          a ^= k;
          break;
        case XOR_X:
          a ^= x;
          break;
        // A shift by 32 or more leaves nothing; JavaScript would take the lower five bits only.
        case SHIFT_LEFT:
          a = k >>> 0 < 32 ? a << k : 0;
          break;
        case SHIFT_LEFT_X:
          a = x >>> 0 < 32 ? a << x : 0;
          break;
        case SHIFT_RIGHT:
          a = k >>> 0 < 32 ? (a >>> k) | 0 : 0;
          break;
        case SHIFT_RIGHT_X:
          a = x >>> 0 < 32 ? (a >>> x) | 0 : 0;
          break;
        case NEGATE:
          a = -a | 0;
          break;
        case JUMP:
          break;
        case IF_EQUAL:
          at = (a === k ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_EQUAL_X:
          at = (a === x ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_GREATER:
          at = (a >>> 0 > k >>> 0 ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_GREATER_X:
          at = (a >>> 0 > x >>> 0 ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_AT_LEAST:
          at = (a >>> 0 >= k >>> 0 ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_AT_LEAST_X:
          at = (a >>> 0 >= x >>> 0 ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_ANY_SET:
          at = ((a & k) !== 0 ? code[at + 1] : code[at + 2]) as number;
          continue;
        case IF_ANY_SET_X:
          at = ((a & x) !== 0 ? code[at + 1] : code[at + 2]) as number;
          continue;
        case A_TO_X:
          x = a;
          break;
        case X_TO_A:
          a = x;
          break;
        case RETURN:
          return k !== 0;
        default:
          // Only RETURN_A is left: the constructor let nothing else in.
          return a !== 0;
      }
      at = code[at + 1] as number;
    }
  }
}

function refuseBroken(operation: number, constant: number, ifSo: number, ifNot: number, count: number): void {
  if (!OPERATIONS.has(operation)) throw new RangeError(`a filter program with operation ${operation}`);
  const returns = operation === RETURN || operation === RETURN_A;
  // Backward is right: `protochain` loops, by 8 bytes of the packet at least each time.
  if (!returns && !(ifSo >= 0 && ifSo < count && ifNot < count)) {
    throw new RangeError("a filter program that jumps out of itself");
  }
  const memory = [LD_MEMORY, LDX_MEMORY, STORE_A, STORE_X].includes(operation);
  if (memory && !(constant >= 0 && constant < MEMORY_WORDS)) {
    throw new RangeError("a filter program that wants more memory than there is");
  }
  if ((operation === DIVIDE || operation === MODULO) && constant === 0) {
    throw new RangeError("a filter program that divides by zero");
  }
}
