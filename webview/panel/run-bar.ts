import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import type { PanelState, RunView } from '../../src/protocol/panel';
import { formatDuration, formatRate, formatSize } from '../shared/format';
import { icons } from '../shared/icons';
import { isActive, isControllable, progressOf } from '../shared/run-status';
import type { Model } from './model';
import { strings } from './strings';

const { run: words } = strings;

/** What always stands at the bottom: how the run goes, and what can be done with it. */
export function runBar(model: Model): TemplateResult {
  const { run, act, state } = model;
  return html`${run?.error ? errorNotice(model, run.error) : nothing}
    ${run ? statusLine(model, run) : nothing}
    <div class="run-buttons">
      ${isActive(run) ? activeButtons(model, run) : idleButtons(state, run, act)}
    </div>`;
}

function activeButtons({ act }: Model, run: RunView): TemplateResult {
  const isDisabled = !isControllable(run);
  return html`${
      run.state === 'paused'
        ? html`<vscode-button class="grow" @click=${act.on('resume')}
            ><span slot="content-before">${icons.play}</span>${words.resume}</vscode-button
          >`
        : html`<vscode-button class="grow" ?disabled=${isDisabled} @click=${act.on('pause')}
            ><span slot="content-before">${icons.pause}</span>${words.pause}</vscode-button
          >`
    }
    <vscode-button
      class="grow"
      secondary
      ?disabled=${isDisabled}
      title=${words.stopHelp}
      @click=${act.on('stop')}
      ><span slot="content-before">${icons.stop}</span>${words.stop}</vscode-button
    >
    <button
      type="button"
      class="icon-button"
      title=${words.cancel}
      aria-label=${words.cancel}
      @click=${act.on('cancel')}
    >
      ${icons.close}
    </button>`;
}

function idleButtons(state: PanelState, run: RunView | undefined, act: Model['act']): TemplateResult {
  const missing = whatIsMissing(state);
  const isDone = run?.state === 'done' || run?.state === 'stopped';
  return html`<vscode-button
      class="grow start"
      ?disabled=${missing !== undefined}
      aria-disabled=${String(missing !== undefined)}
      aria-describedby=${missing === undefined ? nothing : 'start-hint'}
      @click=${act.on('start')}
      ><span slot="content-before">${icons.play}</span>${isDone ? words.again : words.start}</vscode-button
    >
    ${
      isDone
        ? html`<vscode-button class="grow" secondary @click=${act.on('openRun')}
            ><span slot="content-before">${icons.open}</span>${words.open}</vscode-button
          >`
        : nothing
    }
    ${missing === undefined ? nothing : html`<p class="secondary" id="start-hint">${missing}</p>`}`;
}

function whatIsMissing({ content, styles, recipe, variants }: PanelState): string | undefined {
  if (!content) return words.needsContent;
  if (styles.length === 0) return words.needsStyle;
  if (variants?.running) return words.needsVariants;
  return recipe ? undefined : words.needsRecipe;
}

function statusLine({ memory, act, losses }: Model, run: RunView): TemplateResult {
  const isUnderWay = isActive(run);
  return html`<div class="run-status">
      <span class="run-state">
        <strong>${words.states[run.state]}</strong>
        ${
          run.state === 'preparing' || run.state === 'failed' || run.state === 'cancelled'
            ? nothing
            : html`<span class="count">${run.iteration}/${run.iterations}</span>`
        }
      </span>
      <span class="secondary facts" title=${facts(run).join(' · ')}>${facts(run).join(' · ')}</span>
      ${
        losses.length > 1
          ? html`<button
              type="button"
              class="icon-button"
              aria-pressed=${String(memory.chart)}
              title=${words.chart}
              aria-label=${words.chart}
              @click=${() => {
                act.remember({ chart: !memory.chart });
              }}
            >
              ${icons.chart}
            </button>`
          : nothing
      }
    </div>
    ${
      isUnderWay
        ? html`<vscode-progress-bar
            aria-label=${words.progress}
            ?indeterminate=${run.state === 'preparing'}
            .value=${progressOf(run) * 100}
            .longRunningThreshold=${0}
          ></vscode-progress-bar>`
        : nothing
    }`;
}

function facts(run: RunView): string[] {
  const { width, height, state } = run;
  const size = width !== undefined && height !== undefined ? [formatSize(width, height)] : [];
  if (!isActive(run)) return state === 'failed' ? [] : [...size, formatDuration(run.secondsElapsed)];
  if (state === 'preparing') return [run.content.name];
  const scale = run.scales > 1 ? [words.scale(run.scale + 1, run.scales)] : [];
  if (state !== 'running') return scale;
  return [formatRate(run.iterationsPerSecond), words.left(formatDuration(run.secondsLeft)), ...scale];
}

function errorNotice({ act }: Model, error: NonNullable<RunView['error']>): TemplateResult {
  return html`<div class="notice error" role="alert">
    ${icons.error}
    <div>
      <div class="notice-text">${error.message}</div>
      ${error.hint === undefined ? nothing : html`<div class="secondary">${error.hint}</div>`}
      <button type="button" class="link" @click=${act.on('showLog')}>${strings.engine.showLog}</button>
    </div>
  </div>`;
}
