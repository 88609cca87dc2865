/**
 * The bytes of a view as a Uint8Array whose ArrayBuffer holds nothing else. A webview's transport sends a view's whole
 * underlying buffer, and Node's Buffers as JSON. Copies only when the view is part of a larger buffer, or the buffer is
 * shared.
 */
export function exactBytes(view: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = view;
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) {
    // Not the view itself: it may be a Buffer, which is serialised differently.
    return new Uint8Array(buffer);
  }
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}
