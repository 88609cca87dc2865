/**
 * The bytes of a view as a Uint8Array whose ArrayBuffer is exactly them. A webview's transport sends a view's whole
 * underlying buffer, and Node's Buffers as JSON. Copies only when the view is a part of its buffer, or the buffer is
 * shared.
 */
export function exactBytes(view: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = view;
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) {
    // Not the view itself: it may be a Buffer, which is a Uint8Array that serialises otherwise.
    return new Uint8Array(buffer);
  }
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}
