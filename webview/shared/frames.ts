/** A function that renders with the next frame, once, however often it is called until then. */
export function onceAFrame(render: () => void): () => void {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      render();
    });
  };
}
