import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import type { RunView } from '../../src/protocol/panel';
import { formatDuration, formatRate, formatSize } from '../shared/format';
import { icons } from '../shared/icons';
import { isActive, isControllable, progressOf } from '../shared/run-status';
import type { Model } from './model';
import { sparkline } from './sparkline';
import { strings } from './strings';

const { run: words } = strings;

/** What stands under the picture: how the run goes or went, and what can be done with its picture. */
export function runLine(model: Model): TemplateResult {
  const { run, losses, notice } = model;
  return html`<footer>
    ${
      isActive(run)
        ? html`<vscode-progress-bar
            aria-label=${words.progress}
            ?indeterminate=${run.state === 'preparing'}
            .value=${progressOf(run) * 100}
            .longRunningThreshold=${0}
          ></vscode-progress-bar>`
        : nothing
    }
    ${run?.error ? errorNotice(model, run.error) : nothing}
    <div class="run-line">
      ${runButtons(model)}
      <span class="run-facts"
        >${run ? html`<strong>${words.states[run.state]}</strong>` : nothing}<span class="numbers"
          >${facts(model).join(' · ')}</span
        ></span
      >
      ${isActive(run) ? sparkline(losses) : nothing}
      <span class="run-end">
        ${notice === undefined ? nothing : html`<span class="secondary">${notice}</span>`}
        ${pictureButtons(model)}
      </span>
    </div>
  </footer>`;
}

function runButtons({ run, act }: Model): TemplateResult | typeof nothing {
  if (!isActive(run)) return nothing;
  const isPaused = run.state === 'paused';
  const isDisabled = !isControllable(run);
  return html`<span class="group" role="group" aria-label=${words.label}>
    <vscode-button
      ?disabled=${isDisabled}
      @click=${() => {
        act.send(isPaused ? 'resume' : 'pause');
      }}
      ><span slot="content-before">${isPaused ? icons.play : icons.pause}</span>${
        isPaused ? words.resume : words.pause
      }</vscode-button
    >
    <vscode-button
      secondary
      ?disabled=${isDisabled}
      title=${words.stopHelp}
      @click=${() => {
        act.send('stop');
      }}
      ><span slot="content-before">${icons.stop}</span>${words.stop}</vscode-button
    >
  </span>`;
}

function facts({ run, state }: Model): string[] {
  if (isActive(run)) return activeFacts(run);
  const { width, height, seconds } = state;
  return [
    ...(run && run.iteration > 0 ? [`${run.iteration}/${run.iterations}`] : []),
    ...(width !== undefined && height !== undefined ? [formatSize(width, height)] : []),
    ...(seconds === undefined ? [] : [formatDuration(seconds)]),
  ];
}

function activeFacts(run: RunView): string[] {
  if (run.state === 'preparing') return [];
  const count = `${run.iteration}/${run.iterations}`;
  if (run.state !== 'running') return [count];
  return [count, formatRate(run.iterationsPerSecond), words.left(formatDuration(run.secondsLeft))];
}

function pictureButtons({ state, canCopy, act }: Model): TemplateResult {
  const hasResult = state.result !== undefined;
  return html`<button
      type="button"
      class="icon-button"
      title=${words.showPanel}
      aria-label=${words.showPanel}
      @click=${() => {
        act.send('showPanel');
      }}
    >
      ${icons.sliders}
    </button>
    <button
      type="button"
      class="icon-button"
      title=${strings.copy}
      aria-label=${strings.copy}
      ?disabled=${!canCopy}
      @click=${() => {
        act.copy();
      }}
    >
      ${icons.copy}
    </button>
    ${
      hasResult
        ? html`<vscode-button
              secondary
              @click=${() => {
                act.send('saveAs');
              }}
              >${strings.saveAs}</vscode-button
            >
            <vscode-button
              @click=${() => {
                act.send('save');
              }}
              ><span slot="content-before">${icons.save}</span>${strings.save}</vscode-button
            >`
        : nothing
    }`;
}

function errorNotice({ act }: Model, error: NonNullable<RunView['error']>): TemplateResult {
  return html`<div class="notice error" role="alert">
    ${icons.error}
    <div>
      <div class="notice-text">${error.message}</div>
      ${error.hint === undefined ? nothing : html`<div class="secondary">${error.hint}</div>`}
      <button
        type="button"
        class="link"
        @click=${() => {
          act.send('showLog');
        }}
      >
        ${words.showLog}
      </button>
    </div>
  </div>`;
}
