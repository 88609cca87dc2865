interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow: (this: WebAssemblyMemory, pages: number) => number;
}

// Node's types declare WebAssembly only together with a browser's.
const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WebAssemblyMemory } } })
  .WebAssembly.Memory;

const pageBytes = 65_536;

/**
 * Limits the memory of all WebAssembly in this thread: a library that asks for more fails, as on a machine without more.
 * Node itself can limit only a thread's JavaScript.
 */
export function limitWebAssemblyMemory(bytes: number): void {
  const { grow } = prototype;
  prototype.grow = function (pages) {
    const wanted = this.buffer.byteLength + pages * pageBytes;
    if (wanted > bytes) throw new RangeError(`${wanted} bytes of WebAssembly memory are not allowed`);
    return grow.call(this, pages);
  };
}
