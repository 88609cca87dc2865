import { beforeEach, describe, expect, it } from 'vitest';

import { PreviewPump } from '../../../../../src/extension/model/runs/preview-pump';

describe('the way of previews to a view', () => {
  let sent: number[];
  let pump: PreviewPump;
  const push = (iteration: number) => {
    pump.push({ run: 'run', iteration, width: 1, height: 1, png: new Uint8Array() });
  };

  beforeEach(() => {
    sent = [];
    pump = new PreviewPump(({ iteration }) => sent.push(iteration));
  });

  it('sends nothing until the view is ready, then the newest', () => {
    push(1);
    push(2);
    expect(sent).toEqual([]);

    pump.open();
    expect(sent).toEqual([2]);
  });

  it('sends the newest when the one before has been drawn, and none twice', () => {
    pump.open();
    push(1);
    push(2);
    push(3);
    expect(sent).toEqual([1]);

    pump.drawn();
    pump.drawn();
    push(4);

    expect(sent).toEqual([1, 3, 4]);
  });

  it('keeps the newest for a view that is hidden', () => {
    pump.open();
    push(1);
    pump.close();
    pump.drawn();
    push(2);
    expect(sent).toEqual([1]);

    pump.open();
    expect(sent).toEqual([1, 2]);
  });

  it('forgets what waits for another picture', () => {
    pump.open();
    push(1);
    push(2);

    pump.clear();
    push(7);

    expect(sent).toEqual([1, 7]);
  });
});
