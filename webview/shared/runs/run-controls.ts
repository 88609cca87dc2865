import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import { formatSize } from '../../../src/contracts/amounts';
import type { RunView } from '../../../src/contracts/run-view';
import { icons } from '../icons';
import { formatDuration } from '../values/format';
import { isActive, isControllable } from './run-status';
import { runWords as words } from './run-words';

/** How far a run is; nothing once it is over. */
export function progressBar(run: RunView | undefined): TemplateResult | typeof nothing {
  if (!isActive(run)) return nothing;
  return html`<vscode-progress-bar
    aria-label=${words.progress}
    ?indeterminate=${run.state === 'preparing'}
    .value=${run.fraction * 100}
    .longRunningThreshold=${0}
  ></vscode-progress-bar>`;
}

/** The buttons *Pause* or *Resume*, and *Stop*. */
export function pauseAndStop(
  run: RunView,
  send: (name: 'pause' | 'resume' | 'stop') => void,
  className = '',
): TemplateResult {
  const isPaused = run.state === 'paused';
  const isDisabled = !isControllable(run);
  return html`<vscode-button
      class=${className}
      ?disabled=${isDisabled}
      @click=${() => {
        send(isPaused ? 'resume' : 'pause');
      }}
      ><span slot="content-before">${isPaused ? icons.play : icons.pause}</span>${
        isPaused ? words.resume : words.pause
      }</vscode-button
    >
    <vscode-button
      class=${className}
      secondary
      ?disabled=${isDisabled}
      title=${words.stopHelp}
      @click=${() => {
        send('stop');
      }}
      ><span slot="content-before">${icons.stop}</span>${words.stop}</vscode-button
    >`;
}

/** The size of a run's picture, once it is known. */
export function sizeOf({ width, height }: Pick<RunView, 'width' | 'height'>): string[] {
  return width !== undefined && height !== undefined ? [formatSize(width, height)] : [];
}

/** The size of a result, and how long it took. */
export const resultFacts = (run: RunView): string[] => [...sizeOf(run), formatDuration(run.secondsElapsed)];
