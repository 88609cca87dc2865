import type { Drawable } from '../../shared/stage/picture-source';
import type { Size, View } from '../../shared/stage/view';
import type { Comparison } from '../memory';
import { isSmooth, panes, pictureRectangle, visiblePart, type Rectangle } from './panes';

export interface Scene {
  readonly stage: Size;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** The size of the result. Smaller previews are stretched to it. */
  readonly picture: Size;
  readonly view: View;
  readonly comparison: Comparison;
  readonly split: number;
  readonly reference: Drawable | undefined;
  readonly stylized: Drawable | undefined;
  readonly checkerboard: CanvasPattern | null;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { stage, pixelRatio, view, picture, comparison, reference, stylized } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, stage.width, stage.height);
  context.imageSmoothingQuality = 'high';

  const shown = comparison === 'side-by-side' ? [reference, stylized] : [stylized ?? reference];
  panes(stage, comparison).forEach((pane, index) => {
    const rectangle = pictureRectangle(pane, picture, view);
    const visible = visiblePart(rectangle, pane);
    clipped(context, visible, () => {
      if (scene.checkerboard) {
        context.fillStyle = scene.checkerboard;
        context.fillRect(visible.x, visible.y, visible.width, visible.height);
      }
      draw(context, scene, shown[index], rectangle);
    });
    if (!reference || !stylized) return;
    if (comparison === 'swipe') {
      clipped(context, { ...visible, width: visible.width * scene.split }, () => {
        draw(context, scene, reference, rectangle);
      });
    } else if (comparison === 'difference') {
      clipped(context, visible, () => {
        context.globalCompositeOperation = 'difference';
        draw(context, scene, reference, rectangle);
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
  { picture, view }: Scene,
  drawable: Drawable | undefined,
  { x, y, width, height }: Rectangle,
): void {
  if (!drawable) return;
  context.imageSmoothingEnabled = isSmooth(drawable, picture, view.zoom);
  context.drawImage(drawable.image, x, y, width, height);
}
