import type { Comparison } from './memory';
import type { Drawable } from '../shared/picture-source';
import { panes, pictureRectangle, visiblePart, type Rectangle } from './panes';
import type { Size, View } from '../shared/view';

export interface Scene {
  readonly stage: Size;
  /** Device pixels in a CSS pixel. */
  readonly pixelRatio: number;
  /** The size that pictures are shown at, whatever they have: previews of small scales are stretched to it. */
  readonly picture: Size;
  readonly view: View;
  readonly comparison: Comparison;
  readonly split: number;
  readonly original: Drawable | undefined;
  readonly stylized: Drawable | undefined;
  readonly checkerboard: CanvasPattern | null;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { stage, pixelRatio, view, picture, comparison, original, stylized } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, stage.width, stage.height);
  // Beyond 200 % single pixels are what one wants to see.
  context.imageSmoothingEnabled = view.zoom <= 2;
  context.imageSmoothingQuality = 'high';

  const shown = comparison === 'side-by-side' ? [original, stylized] : [stylized ?? original];
  panes(stage, comparison).forEach((pane, index) => {
    const rectangle = pictureRectangle(pane, picture, view);
    const visible = visiblePart(rectangle, pane);
    clipped(context, visible, () => {
      if (scene.checkerboard) {
        context.fillStyle = scene.checkerboard;
        context.fillRect(visible.x, visible.y, visible.width, visible.height);
      }
      draw(context, shown[index], rectangle);
    });
    if (!original || !stylized) return;
    if (comparison === 'swipe') {
      clipped(context, { ...visible, width: visible.width * scene.split }, () => {
        draw(context, original, rectangle);
      });
    } else if (comparison === 'difference') {
      clipped(context, visible, () => {
        context.globalCompositeOperation = 'difference';
        draw(context, original, rectangle);
      });
    }
  });
}

function clipped(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  body: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  body();
  context.restore();
}

function draw(
  context: CanvasRenderingContext2D,
  drawable: Drawable | undefined,
  { x, y, width, height }: Rectangle,
): void {
  if (drawable) context.drawImage(drawable.image, x, y, width, height);
}
