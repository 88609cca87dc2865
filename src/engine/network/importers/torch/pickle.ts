/**
 * What a pickle may name, by its Python name such as `collections.OrderedDict`: our replacement for the callable, or null
 * for a class that is only mentioned.
 */
export type PickleGlobals = ReadonlyMap<string, ((...args: PickleValue[]) => PickleValue) | null>;

/** A global that the pickle has named. */
export class PickleGlobal {
  constructor(readonly name: string) {}
}

/** Dictionaries are maps, tuples and lists are arrays; `unknown` covers what our replacements and `persistent` return. */
export type PickleValue = unknown;

export interface PickleOptions {
  readonly globals: PickleGlobals;
  /** Resolves a persistent id, which refers outside the pickle. Without it the pickle may contain none. */
  readonly persistent?: (id: PickleValue) => PickleValue;
}

/** Why a pickle cannot be read, in words. */
export class PickleError extends Error {}

/**
 * Reads a pickle of protocol 2, which PyTorch writes, without running anything that it names. A pickle is a program for a
 * stack machine (CPython, Lib/pickletools.py). This one knows only the instructions that build plain values, and only
 * the callables in `globals`, which it replaces with our own functions.
 *
 * @returns the value, and the position of the byte after the pickle
 * @throws PickleError for anything else
 */
export function unpickle(
  bytes: Buffer,
  start: number,
  options: PickleOptions,
): { value: PickleValue; end: number } {
  try {
    return new Unpickler(bytes, start, options).run();
  } catch (error) {
    // A read past the end of the buffer.
    if (error instanceof RangeError) throw new PickleError('it ends too early', { cause: error });
    throw error;
  }
}

class Unpickler {
  #stack: PickleValue[] = [];
  /** The stacks below the open marks. */
  readonly #outer: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #bytes: Buffer;
  #position: number;
  readonly #options: PickleOptions;

  constructor(bytes: Buffer, position: number, options: PickleOptions) {
    this.#bytes = bytes;
    this.#position = position;
    this.#options = options;
  }

  run(): { value: PickleValue; end: number } {
    for (;;) {
      const opcode = String.fromCharCode(this.#uint8());
      if (opcode === '.') return { value: this.#pop(), end: this.#position };
      this.#step(opcode);
    }
  }

  #step(opcode: string): void {
    switch (opcode) {
      case '\x80': // PROTO
        if (this.#uint8() !== 2) throw new PickleError('it is not of protocol 2');
        break;
      case 'N':
        this.#push(null);
        break;
      case '\x88':
        this.#push(true);
        break;
      case '\x89':
        this.#push(false);
        break;
      case 'K': // BININT1
        this.#push(this.#uint8());
        break;
      case 'M': // BININT2
        this.#push(this.#bytes.readUInt16LE(this.#advance(2)));
        break;
      case 'J': // BININT
        this.#push(this.#bytes.readInt32LE(this.#advance(4)));
        break;
      case '\x8a': // LONG1
        this.#push(this.#long());
        break;
      case 'G': // BINFLOAT
        this.#push(this.#bytes.readDoubleBE(this.#advance(8)));
        break;
      case 'X': // BINUNICODE
      case 'T': // BINSTRING, of Python 2
        this.#push(this.#text(this.#uint32()));
        break;
      case 'U': // SHORT_BINSTRING, of Python 2
        this.#push(this.#text(this.#uint8()));
        break;
      case '}':
        this.#push(new Map());
        break;
      case ']':
      case ')':
        this.#push([]);
        break;
      case '(':
        this.#outer.push(this.#stack);
        this.#stack = [];
        break;
      case 't':
        this.#push(this.#toMark());
        break;
      case '\x85': // TUPLE1
      case '\x86': // TUPLE2
      case '\x87': // TUPLE3
        this.#push(this.#popMany(opcode.charCodeAt(0) - 0x84));
        break;
      case 'a': // APPEND
        this.#append([this.#pop()]);
        break;
      case 'e': // APPENDS
        this.#append(this.#toMark());
        break;
      case 's': // SETITEM
        this.#setItems(this.#popMany(2));
        break;
      case 'u': // SETITEMS
        this.#setItems(this.#toMark());
        break;
      case 'q': // BINPUT
        this.#memo.set(this.#uint8(), this.#top());
        break;
      case 'r': // LONG_BINPUT
        this.#memo.set(this.#uint32(), this.#top());
        break;
      case 'h': // BINGET
        this.#recall(this.#uint8());
        break;
      case 'j': // LONG_BINGET
        this.#recall(this.#uint32());
        break;
      case 'c': // GLOBAL
        this.#global(`${this.#line()}.${this.#line()}`);
        break;
      case 'R': // REDUCE
        this.#reduce();
        break;
      case 'b': // BUILD: attributes of an object, such as a state dictionary's version numbers
        this.#pop();
        break;
      case 'Q': // BINPERSID
        this.#persistent(this.#pop());
        break;
      default:
        throw new PickleError(`a state dictionary does not use the instruction ${JSON.stringify(opcode)}`);
    }
  }

  #global(name: string): void {
    if (!this.#options.globals.has(name)) {
      throw new PickleError(
        `it asks for ${JSON.stringify(name.slice(0, 80))}, which a state dictionary does not need`,
      );
    }
    this.#push(new PickleGlobal(name));
  }

  #reduce(): void {
    const args = this.#pop();
    const callee = this.#pop();
    const standIn = callee instanceof PickleGlobal ? this.#options.globals.get(callee.name) : undefined;
    if (!standIn || !Array.isArray(args)) throw new PickleError('it calls something that is not callable');
    this.#push(standIn(...(args as PickleValue[])));
  }

  #persistent(id: PickleValue): void {
    if (!this.#options.persistent) throw new PickleError('it refers to something outside');
    this.#push(this.#options.persistent(id));
  }

  #append(values: PickleValue[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw new PickleError('it appends to something that is not a list');
    for (const value of values) list.push(value);
  }

  #setItems(items: PickleValue[]): void {
    const dictionary = this.#top();
    if (!(dictionary instanceof Map))
      throw new PickleError('it sets an item of something that is not a dictionary');
    if (items.length % 2 !== 0) throw new PickleError('a key has no value');
    for (let i = 0; i < items.length; i += 2) dictionary.set(items[i], items[i + 1]);
  }

  #recall(index: number): void {
    if (!this.#memo.has(index)) throw new PickleError('it recalls a value that it has not memorized');
    this.#push(this.#memo.get(index));
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    if (this.#stack.length === 0) throw new PickleError('its stack is empty');
    return this.#stack.pop();
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length < count) throw new PickleError('its stack is empty');
    return this.#stack.splice(-count);
  }

  #top(): PickleValue {
    if (this.#stack.length === 0) throw new PickleError('its stack is empty');
    return this.#stack.at(-1);
  }

  /** Everything since the last mark. */
  #toMark(): PickleValue[] {
    const values = this.#stack;
    const below = this.#outer.pop();
    if (!below) throw new PickleError('a mark is missing');
    this.#stack = below;
    return values;
  }

  #advance(length: number): number {
    const start = this.#position;
    this.#position += length;
    return start;
  }

  #uint8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  #uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  /** A number, or a bigint if it is too large to be exact as a number. */
  #long(): number | bigint {
    const length = this.#uint8();
    const start = this.#advance(length);
    if (this.#position > this.#bytes.length) throw new PickleError('it ends too early');
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i]!);
    value = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  #text(length: number): string {
    const start = this.#advance(length);
    if (this.#position > this.#bytes.length) throw new PickleError('it ends too early');
    return this.#bytes.toString('utf8', start, this.#position);
  }

  #line(): string {
    const end = this.#bytes.indexOf('\n', this.#position);
    if (end < 0) throw new PickleError('it ends too early');
    const start = this.#advance(end + 1 - this.#position);
    return this.#bytes.toString('utf8', start, end);
  }
}
