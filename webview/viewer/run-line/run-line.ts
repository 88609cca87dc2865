import '@vscode-elements/elements/dist/vscode-button/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import type { RunView } from '../../../src/contracts/run-view';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { pauseAndStop, progressBar, resultFacts, sizeOf } from '../../shared/runs/run-controls';
import { isActive, isControllable } from '../../shared/runs/run-status';
import { pace } from '../../shared/runs/run-words';
import type { Model } from '../model';
import { strings } from '../strings';
import { sparkline } from './sparkline';

const { run: words } = strings;

/** The line under the picture: the state of the run, and buttons for its picture. */
export function runLine(model: Model): TemplateResult {
  const { run, losses, notice } = model;
  return html`<footer>
    ${progressBar(run)}
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
  if (run?.canResume) {
    return html`<vscode-button
      @click=${() => {
        act.send('resumeRun');
      }}
      ><span slot="content-before">${icons.play}</span>${words.resume}</vscode-button
    >`;
  }
  if (!isActive(run)) return nothing;
  return html`<span class="group" role="group" aria-label=${words.label}
    >${pauseAndStop(run, (name) => {
      act.send(name);
    })}</span
  >`;
}

function facts({ run }: Model): string[] {
  if (!run) return [];
  const { iteration, iterations } = run;
  const count = iteration > 0 ? [`${iteration}/${iterations}`] : [];
  if (isActive(run)) return [...count, ...pace(run)];
  // The side panel says why it failed.
  const isWhole = run.state !== 'failed' && run.state !== 'interrupted';
  const rest = isWhole ? resultFacts(run) : [...sizeOf(run), words.soFar];
  return [...count, ...rest];
}

function pictureButtons({ run, canCopy, act }: Model): TemplateResult {
  const result = run?.result;
  return html`${iconButton(icons.sliders, words.showPanel, () => {
    act.send('showPanel');
  })}
  ${iconButton(
    icons.copy,
    strings.copy,
    () => {
      act.copy();
    },
    { disabled: !canCopy },
  )}
  ${continueButtons(run, act)} ${result ? saveButtons(result, act) : nothing}`;
}

/** What can be made of the picture. A run that was cut off is resumed first. */
function continueButtons(run: RunView | undefined, act: Model['act']): TemplateResult | typeof nothing {
  if (!run || run.canResume || !(run.result ?? isActive(run))) return nothing;
  const button = (name: 'finishLarger' | 'moreIterations', icon: unknown) => {
    const title = name === 'finishLarger' ? words.larger : words.more;
    return iconButton(
      icon,
      title,
      () => {
        act.send(name);
      },
      { disabled: !run.result && !isControllable(run) },
    );
  };
  return html`${button('finishLarger', icons.larger)}
  ${run.result ? button('moreIterations', icons.more) : nothing}`;
}

function saveButtons({ name, saved }: NonNullable<RunView['result']>, act: Model['act']): TemplateResult {
  return html`<vscode-button
      secondary
      @click=${() => {
        act.send('saveAs');
      }}
      >${strings.saveAs}</vscode-button
    >
    ${
      saved
        ? html`<span class="saved" role="status" title=${words.savedAs(name)}
              >${icons.check}${words.saved}</span
            >
            <vscode-button
              secondary
              title=${words.revealHelp(name)}
              @click=${() => {
                act.send('reveal');
              }}
              >${words.reveal}</vscode-button
            >`
        : html`<vscode-button
            @click=${() => {
              act.send('save');
            }}
            ><span slot="content-before">${icons.save}</span>${words.save}</vscode-button
          >`
    }`;
}
