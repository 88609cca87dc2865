import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { formatSize, memoryWords, predictionWords } from '../../contracts/amounts';
import { continuedSettings, type ContinuationTarget } from '../../recipe/continuation';
import type { Changes } from '../../recipe/values/changes';
import type { Choices } from '../model/choices/choices';
import type { Run } from '../model/runs/run';
import type { Store } from '../model/store';
import { inWords } from '../notices/in-words';
import { askText, pick } from '../notices/notify';
import { plainName } from '../notices/plain-text';
import type { Admission } from './admission';

export interface ContinuationOptions {
  readonly store: Store;
  readonly admission: Admission;
}

/** A picture to be painted on, and the choices that it was made with. */
export interface Source {
  readonly name: string;
  readonly choices: Choices;
  readonly width: number;
  readonly height: number;
}

interface TargetItem extends vscode.QuickPickItem {
  /** Undefined: the person names it. */
  readonly target?: ContinuationTarget;
}

export type ContinuationKind = 'finishLarger' | 'moreIterations';

const largestSide = 16_384;
const mostIterations = 100_000;

/** Paints on from a picture: at a larger size, or for longer. The look is held. */
export class Continuation {
  readonly #options: ContinuationOptions;

  constructor(options: ContinuationOptions) {
    this.#options = options;
  }

  /**
   * Asks how to go on from a run's picture, and does. A run under way is stopped where it is, and its picture goes on before
   * any that wait.
   *
   * @returns the new run; undefined when the person changes their mind, or there is no picture to go on from
   */
  async of(run: Run, kind: ContinuationKind): Promise<Run | undefined> {
    const size = run.picture ?? run.plan;
    if (!size) return undefined;
    const { content, choices } = run.subject;
    const source = { name: content.name, choices, width: size.width, height: size.height };
    const continued = await this.#choose(source, kind);
    if (!continued) return undefined;
    if (run.isActive) return this.#after(run, continued);
    return run.picture && this.#start(continued, pathOf(run.picture.uri));
  }

  /** As `of`, for a file. */
  async ofFile(source: Source, file: string, kind: ContinuationKind): Promise<Run | undefined> {
    const continued = await this.#choose(source, kind);
    return continued && this.#start(continued, file);
  }

  /** The choices to paint on with, but for the picture to start from. */
  async #choose(source: Source, kind: ContinuationKind): Promise<Choices | undefined> {
    const items = kind === 'finishLarger' ? this.#sizes(source) : this.#iterations(source);
    const title =
      kind === 'finishLarger'
        ? vscode.l10n.t('Finish {0} at Larger Size', plainName(source.name))
        : vscode.l10n.t('More Iterations of {0}', plainName(source.name));
    const chosen = await pick(items, { title });
    if (!chosen) return undefined;
    const target = chosen.target ?? (kind === 'finishLarger' ? await askSide(source) : await askIterations());
    // What it needs was told in the list.
    return (
      target &&
      this.#options.admission.admit(await this.#continued(source, target), chosen.target !== undefined)
    );
  }

  /** The sizes that are larger, with what each needs. */
  async #sizes(source: Source): Promise<TargetItem[]> {
    const native = await this.#nativeSize(source.choices);
    return this.#foretold(source, [
      { label: vscode.l10n.t('2 × as large'), target: { times: 2 } },
      { label: vscode.l10n.t('4 × as large'), target: { times: 4 } },
      ...(native ? [{ label: vscode.l10n.t('As large as the original'), target: { native } }] : []),
      { label: vscode.l10n.t('Another size…') },
    ]);
  }

  /** Of the content picture; undefined if it cannot be read. */
  async #nativeSize(choices: Choices): Promise<{ width: number; height: number } | undefined> {
    const { forecasts } = this.#options.store;
    const changes = { ...choices.changes, size: 'native' };
    const forecast = await forecasts.of({ ...choices, changes }).catch(() => undefined);
    return forecast && { width: forecast.width, height: forecast.height };
  }

  async #iterations(source: Source): Promise<TargetItem[]> {
    const recipe = await this.#options.store.recipeOf(source.choices);
    if (recipe.method !== 'optimize') {
      throw new StylizeError(
        'usage',
        vscode.l10n.t('{0} paints in one pass: there are no more iterations.', recipe.title),
      );
    }
    const { iterations } = recipe;
    const counts = [...new Set([100, iterations, 1000])].sort((a, b) => a - b);
    return this.#foretold(source, [
      ...counts.map((count) => ({
        label: vscode.l10n.t('{0} more', count),
        target: { iterations: count },
      })),
      { label: vscode.l10n.t('Another number…') },
    ]);
  }

  /** The items with what each needs. Those that do not enlarge the picture are left out. */
  async #foretold(source: Source, items: readonly TargetItem[]): Promise<TargetItem[]> {
    const found: TargetItem[] = [];
    for (const item of items) found.push(...(await this.#toldOf(source, item)));
    return found;
  }

  async #toldOf(source: Source, item: TargetItem): Promise<TargetItem[]> {
    const { target } = item;
    if (!target) return [item];
    const continued = await this.#continued(source, target);
    const forecast = await this.#options.store.forecasts.of(continued).catch(() => undefined);
    if (!forecast) return [item];
    const { width, height, estimate } = forecast;
    if (!('iterations' in target) && width <= source.width) return [];
    const description = [formatSize(width, height), inWords(memoryWords(estimate.bytes))].join(' · ');
    return [
      {
        ...item,
        description,
        detail: vscode.l10n.t('About {0}', inWords(predictionWords(estimate.seconds))),
      },
    ];
  }

  async #continued({ choices, width, height }: Source, target: ContinuationTarget): Promise<Choices> {
    const recipe = await this.#options.store.recipeOf(choices);
    const changes: Changes = { ...choices.changes, ...continuedSettings(recipe, { width, height }, target) };
    return { ...choices, changes };
  }

  #start(continued: Choices, file: string): Promise<Run> {
    return this.#options.store.startWith(from(continued, file));
  }

  /** Stops a run, and goes on with its picture before anything that waits. */
  async #after(run: Run, continued: Choices): Promise<Run | undefined> {
    const { store } = this.#options;
    const about = await store.about(continued);
    return new Promise((resolve, reject) => {
      const stop = store.runs.onEnd((ended) => {
        if (ended !== run) return;
        stop();
        const { picture, state } = run.end!;
        if (!picture || state === 'failed') resolve(undefined);
        // At once, before the next one of the queue begins.
        else resolve(store.runs.add(from(continued, pathOf(picture.uri)), about, { isFirst: true }));
      });
      run.stop().catch(reject);
    });
  }
}

/** Asks for the longer side of the result. */
async function askSide({ width, height }: Source): Promise<ContinuationTarget | undefined> {
  const side = Math.max(width, height);
  const isLarger = (pixels: number) => pixels > side && pixels <= largestSide;
  const pixels = await askNumber({
    title: vscode.l10n.t('Finish at Larger Size'),
    prompt: vscode.l10n.t('Pixels of the longer side: more than {0}, at most {1}.', side, largestSide),
    value: Math.min(2 * side, largestSide),
    isPossible: isLarger,
  });
  return pixels === undefined ? undefined : { size: pixels };
}

async function askIterations(): Promise<ContinuationTarget | undefined> {
  const iterations = await askNumber({
    title: vscode.l10n.t('More Iterations'),
    prompt: vscode.l10n.t('How many more: at most {0}.', mostIterations),
    value: 100,
    isPossible: (count) => count > 0 && count <= mostIterations,
  });
  return iterations === undefined ? undefined : { iterations };
}

async function askNumber(question: {
  readonly title: string;
  readonly prompt: string;
  readonly value: number;
  readonly isPossible: (value: number) => boolean;
}): Promise<number | undefined> {
  const { title, prompt, value, isPossible } = question;
  const numberIn = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : NaN);
  const check = (text: string) => (isPossible(numberIn(text)) ? undefined : prompt);
  const text = await askText({ title, prompt, value: String(value), check });
  return text === undefined ? undefined : numberIn(text);
}

/** Results are files in the extension's storage. */
const pathOf = (uri: string): string => vscode.Uri.parse(uri).fsPath;

/** The choices with a picture to start from. */
const from = (choices: Choices, file: string): Choices => ({
  ...choices,
  changes: { ...choices.changes, 'initial.image': 'file', 'initial.file': file },
});
