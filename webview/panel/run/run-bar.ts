import '@vscode-elements/elements/dist/vscode-button/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import type { PanelState } from '../../../src/contracts/panel';
import type { RunView } from '../../../src/contracts/run-view';
import { needsStyle } from '../../../src/recipe/recipe';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { errorInWords, inWords } from '../../shared/language';
import { pauseAndStop, progressBar, resultFacts } from '../../shared/runs/run-controls';
import { isActive, isControllable } from '../../shared/runs/run-status';
import { pace } from '../../shared/runs/run-words';
import type { Model } from '../model';
import { strings } from '../strings';
import { forecastLine } from './forecast';

const { run: words } = strings;

/** The bottom of the panel: the run's picture, its state and its buttons. */
export function runBar(model: Model): TemplateResult {
  const { run } = model;
  return html`${run?.error ? errorNotice(model, run, run.error) : nothing}
    ${run ? statusLine(model, run) : nothing} ${run?.remarks.map((words) => remark(inWords(words)))}
    ${run ? html`<div class="run-buttons">${isActive(run) ? activeButtons(model, run) : endButtons(model, run)}</div>` : nothing}
    ${forecastLine(model)}
    <div class="run-buttons">${startButton(model)}</div>`;
}

function activeButtons({ act }: Model, run: RunView): TemplateResult {
  return html`${pauseAndStop(
      run,
      (name) => {
        act.send(name, {});
      },
      'grow',
    )}
    <span class="icon-buttons">
      ${openButton(act, run)}
      ${iconButton(icons.larger, words.larger, act.onRun('finishLarger', run.id), { disabled: !isControllable(run) })}
      ${iconButton(icons.close, words.cancel, act.on('cancel'))}
    </span>`;
}

function openButton(act: Model['act'], { id, label }: RunView): TemplateResult {
  return iconButton(icons.open, words.open, act.onRun('openRun', id), { label: words.openRun(label) });
}

function endButtons(model: Model, run: RunView): TemplateResult {
  return html`${run.canResume ? resumeButtons(model, run) : nothing}
  ${run.result ? resultButtons(model, run, run.result) : nothing}`;
}

function resumeButtons({ act }: Model, { id }: RunView): TemplateResult {
  return html`<vscode-button class="grow" title=${words.resumeHelp} @click=${act.onRun('resumeRun', id)}
      ><span slot="content-before">${icons.play}</span>${words.resume}</vscode-button
    >
    <vscode-button class="grow" secondary title=${words.discardHelp} @click=${act.onRun('discardRun', id)}
      ><span slot="content-before">${icons.trash}</span>${words.discard}</vscode-button
    >`;
}

function resultButtons(
  { act }: Model,
  { id, canResume }: RunView,
  result: NonNullable<RunView['result']>,
): TemplateResult {
  return html`<vscode-button class="grow" secondary @click=${act.onRun('openRun', id)}
      ><span slot="content-before">${icons.open}</span>${words.open}</vscode-button
    >
    ${
      result.saved
        ? html`<vscode-button
            class="grow"
            secondary
            title=${words.revealHelp(result.name)}
            @click=${act.onRun('revealRun', id)}
            ><span slot="content-before">${icons.check}</span>${words.saved} · ${words.reveal}</vscode-button
          >`
        : html`<vscode-button class="grow" secondary @click=${act.onRun('saveRun', id)}
            ><span slot="content-before">${icons.save}</span>${words.save}</vscode-button
          >`
    }
    ${
      canResume
        ? nothing
        : html`<vscode-button
              class="grow"
              secondary
              title=${words.largerHelp}
              @click=${act.onRun('finishLarger', id)}
              ><span slot="content-before">${icons.larger}</span>${words.larger}</vscode-button
            >
            <vscode-button
              class="grow"
              secondary
              title=${words.moreHelp}
              @click=${act.onRun('moreIterations', id)}
              ><span slot="content-before">${icons.more}</span>${words.more}</vscode-button
            >`
    }`;
}

function startButton({ state, run, act }: Model): TemplateResult {
  const missing = whatIsMissing(state);
  const isWaiting = goesOn(state, run);
  return html`<vscode-button
      class="grow start"
      ?secondary=${isWaiting || run?.canResume === true}
      ?disabled=${missing !== undefined}
      aria-disabled=${String(missing !== undefined)}
      aria-describedby=${missing === undefined ? nothing : 'start-hint'}
      @click=${act.on('start')}
      ><span slot="content-before">${isWaiting ? icons.add : icons.play}</span
      >${startLabel(state, run, isWaiting)}</vscode-button
    >
    ${missing === undefined ? nothing : html`<p class="secondary" id="start-hint">${missing}</p>`}`;
}

/** Whether a new picture has to wait. */
const goesOn = ({ variants }: PanelState, run: RunView | undefined): boolean =>
  isActive(run) || variants?.running === true;

function startLabel({ batch }: PanelState, run: RunView | undefined, isWaiting: boolean): string {
  const count = batch.length;
  if (isWaiting) return count > 1 ? words.addBatch(count) : words.add;
  if (count > 1) return words.startBatch(count);
  return run?.state === 'done' || run?.state === 'stopped' ? words.again : words.start;
}

function whatIsMissing({ content, styles, recipe, networks, downloads }: PanelState): string | undefined {
  if (!content) return words.needsContent;
  if (!recipe) return styles.length === 0 ? words.needsStyle : words.needsRecipe;
  if (styles.length === 0 && needsStyle(recipe)) return words.needsStyle;
  const network = networks.find(({ name }) => name === recipe.network);
  if (!network || network.installed) return undefined;
  return words.needsNetwork(network.title, downloads === 'allowed');
}

function statusLine({ memory, act, losses }: Model, run: RunView): TemplateResult {
  return html`<div class="run-status">
      <span class="run-name" title=${run.label}>${run.label}</span>
      ${
        losses.length > 1
          ? iconButton(
              icons.chart,
              words.chart,
              () => {
                act.remember({ chart: !memory.chart });
              },
              { pressed: memory.chart },
            )
          : nothing
      }
    </div>
    <div class="run-status">
      <span class="run-state">
        <strong>${words.states[run.state]}</strong>
        ${run.iteration === 0 ? nothing : html`<span class="count">${run.iteration}/${run.iterations}</span>`}
      </span>
      <span class="secondary facts" title=${facts(run).join(' · ')}>${facts(run).join(' · ')}</span>
    </div>
    ${progressBar(run)}`;
}

const remark = (text: string) => html`<p class="note secondary">${icons.info}<span>${text}</span></p>`;

function facts(run: RunView): string[] {
  if (isActive(run)) {
    const scale = run.scales > 1 && run.iteration > 0 ? [words.scale(run.scale + 1, run.scales)] : [];
    return [...pace(run), ...scale];
  }
  return run.result ? resultFacts(run) : [];
}

function errorNotice(
  { act }: Model,
  { id, result }: RunView,
  error: NonNullable<RunView['error']>,
): TemplateResult {
  const { message, hint } = errorInWords(error);
  return html`<div class="notice error" role="alert">
    ${icons.error}
    <div class="notice-body">
      <div class="notice-text">${message}</div>
      ${hint === undefined ? nothing : html`<div class="secondary">${hint}</div>`}
      ${result ? html`<div class="secondary">${words.soFar}</div>` : nothing}
      <div class="links">
        <button type="button" class="link" @click=${act.onRun('repeatRun', id)}>${words.tryAgain}</button>
        <button type="button" class="link" @click=${act.on('showLog')}>${strings.engine.showLog}</button>
      </div>
    </div>
    ${iconButton(icons.close, words.dismiss, act.onRun('dismissRun', id))}
  </div>`;
}
