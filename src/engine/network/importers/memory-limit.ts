interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow: (this: WebAssemblyMemory, pages: number) => number;
}

// Node's types do not have it without those of a browser.
const { prototype } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WebAssemblyMemory } } })
  .WebAssembly.Memory;

const pageBytes = 65_536;

/**
 * Keeps all WebAssembly of this thread below a size: a library that asks for more is told that there is none, as on a
 * machine that has no more. Node itself can bound only a thread's JavaScript.
 */
export function limitWebAssemblyMemory(bytes: number): void {
  const { grow } = prototype;
  prototype.grow = function (pages) {
    const wanted = this.buffer.byteLength + pages * pageBytes;
    if (wanted > bytes) throw new RangeError(`${wanted} bytes of WebAssembly are more than is allowed`);
    return grow.call(this, pages);
  };
}
