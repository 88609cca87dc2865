import { ref } from 'lit/directives/ref.js';

import { exactBytes } from '../../../src/channel/exact-bytes';
import { mostStyles } from '../../../src/recipe/styles';
import type { Actions } from '../actions';
import { droppedUris, uriListTypes } from './dropped-uris';

type Slot = 'content' | 'style';

const bound = new WeakSet<Element>();

/** Takes pictures that are dropped on the element, from VS Code's explorer or from the desktop. */
export const dropZone = (slot: Slot, act: Actions) =>
  ref((element) => {
    // Called with every render.
    if (!(element instanceof HTMLElement) || bound.has(element)) return;
    bound.add(element);
    bind(element, slot, act);
  });

function bind(zone: HTMLElement, slot: Slot, act: Actions): void {
  zone.classList.add('drop-zone');
  const mark = (isOver: boolean) => zone.classList.toggle('drop-over', isOver);
  zone.addEventListener('dragover', (event) => {
    if (!event.dataTransfer || !carriesPictures(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    mark(true);
  });
  zone.addEventListener('dragleave', (event) => {
    if (!zone.contains(event.relatedTarget as Node | null)) mark(false);
  });
  zone.addEventListener('drop', (event) => {
    mark(false);
    if (!event.dataTransfer) return;
    event.preventDefault();
    take(event.dataTransfer, slot, act);
  });
}

const carriesPictures = ({ types }: DataTransfer) =>
  types.includes('Files') || uriListTypes.some((type) => types.includes(type));

function take(data: DataTransfer, slot: Slot, act: Actions): void {
  const uris = droppedUris(data);
  if (uris.length > 0) {
    act.send('dropUris', { slot, uris });
    return;
  }
  for (const file of [...data.files].slice(0, slot === 'content' ? 1 : mostStyles)) {
    void file.arrayBuffer().then(
      (buffer) => {
        act.send('dropBytes', { slot, name: file.name, bytes: exactBytes(new Uint8Array(buffer)) });
      },
      // A folder, or a file that went away: there are no bytes to send.
      () => undefined,
    );
  }
}
