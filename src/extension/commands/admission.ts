import * as vscode from 'vscode';

import { formatSize, memoryWords, predictionWords } from '../../contracts/amounts';
import type { Choice, Outline } from '../../contracts/engine';
import type { Choices } from '../model/choices/choices';
import type { Store } from '../model/store';
import { inWords } from '../notices/in-words';
import { ask } from '../notices/notify';

export interface AdmissionOptions {
  readonly store: Store;
  /** Lets runs use so many bytes. */
  readonly allowMemory: (bytes: number) => Promise<void>;
}

/** A dialog with more buttons is not read. */
const mostProposals = 3;
/** How long a run waits to be added to the queue, at most. */
const busyMilliseconds = 3000;

/** Sees to it that no run starts without a word that cannot fit, or that takes hours. */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Asks about a run that needs too much.
   *
   * @param isSeen whether the person sees what it needs: then only a run that does not fit is asked about
   * @returns the choices to start with, which may be one of the proposals; undefined to start nothing
   */
  async admit(choices: Choices, isSeen: boolean): Promise<Choices | undefined> {
    const forecast = await this.#forecast(choices);
    const { concerns = [] } = forecast?.estimate ?? {};
    const isTooMuch = concerns.includes('memory') || (concerns.length > 0 && !isSeen);
    return forecast && isTooMuch ? this.#ask(choices, forecast) : choices;
  }

  /** Choices with a proposal. */
  async taking(choices: Choices, choice: Choice): Promise<Choices> {
    const { store, allowMemory } = this.#options;
    if (choice.memoryBytes !== undefined) await allowMemory(choice.memoryBytes);
    return store.withChoice(choices, choice);
  }

  /** Undefined if it cannot be told: the run itself will say why. */
  async #forecast(choices: Choices): Promise<Outline | undefined> {
    const { forecasts, selection, engine } = this.#options.store;
    const known = choices === selection.choices ? forecasts.current : undefined;
    const patience = engine.status.state === 'busy' ? busyMilliseconds : undefined;
    return known ?? forecasts.of(choices, patience).catch(() => undefined);
  }

  async #ask(choices: Choices, forecast: Outline): Promise<Choices | undefined> {
    const { networks, devices } = this.#options.store.catalog;
    const proposals = helpful(forecast.estimate)
      .slice(0, mostProposals)
      .map((choice) => ({ title: titleOf(choice, { networks, devices }), choice }));
    const anyway = { title: vscode.l10n.t('Start Anyway') };
    const buttons: readonly { readonly title: string; readonly choice?: Choice }[] = [...proposals, anyway];
    const chosen = await ask(questionOf(forecast), detailOf(forecast), ...buttons);
    if (!chosen) return undefined;
    return chosen.choice ? this.taking(choices, chosen.choice) : choices;
  }
}

/** The proposals that fit; where only the time is too long, all of them. */
const helpful = ({ concerns, budget = 0, choices }: Outline['estimate']): readonly Choice[] =>
  concerns.includes('memory')
    ? choices.filter(({ bytes, memoryBytes = budget }) => bytes <= memoryBytes)
    : choices;

const questionOf = ({ estimate: { concerns, bytes, budget = 0, seconds } }: Outline): string =>
  concerns.includes('memory')
    ? vscode.l10n.t(
        'This picture needs about {0} of memory, more than the {1} that it may use.',
        inWords(memoryWords(bytes)),
        inWords(memoryWords(budget)),
      )
    : vscode.l10n.t('This picture takes about {0}.', inWords(predictionWords(seconds)));

function detailOf({ width, height, estimate: { concerns, seconds } }: Outline): string {
  const size = formatSize(width, height);
  return concerns.includes('memory')
    ? vscode.l10n.t(
        '{0}, about {1}. Started anyway, it may become very slow or fail.',
        size,
        inWords(predictionWords(seconds)),
      )
    : vscode.l10n.t('{0}. It can be paused, and resumed after the window was closed.', size);
}

/** A proposal as a button. */
export function titleOf(
  { kind, settings, device, memoryBytes = 0, width, height }: Choice,
  { networks, devices }: Pick<Store['catalog'], 'networks' | 'devices'>,
): string {
  switch (kind) {
    case 'size':
      return vscode.l10n.t('Use {0}', formatSize(width, height));
    case 'iterations':
      return vscode.l10n.t('Use {0} Iterations', settings['iterations'] ?? '');
    case 'network': {
      const name = settings['network'];
      return vscode.l10n.t('Use {0}', titleIn(networks.find((each) => each.name === name)) ?? String(name));
    }
    case 'device':
      return vscode.l10n.t('Use {0}', titleIn(devices.find(({ id }) => id === device)) ?? String(device));
    case 'memory':
      return vscode.l10n.t('Allow {0}', inWords(memoryWords(memoryBytes)));
  }
}

const titleIn = (about: { readonly title: string } | undefined): string | undefined =>
  about && vscode.l10n.t(about.title);
