import { basename } from 'node:path';

import * as vscode from 'vscode';

import type { Checkpoint } from '../../contracts/checkpoints';
import { recalledChoices } from '../model/choices/recalled-choices';
import type { Run } from '../model/runs/run';
import { complete } from '../model/runs/run-request';
import type { Store } from '../model/store';
import { labelOf } from '../model/views/run-views';
import { pick, showInfo } from '../notices/notify';
import { plainName } from '../notices/plain-text';
import type { PictureFiles } from '../pictures/picture-files';
import type { Recall } from './recall';

export interface InterruptionsOptions {
  readonly store: Store;
  readonly files: PictureFiles;
  readonly recall: Recall;
  readonly resume: (id: string) => void;
  readonly report: (thrown: unknown) => void;
}

/** Runs that were cut off, here or elsewhere, and can be continued. */
export class Interruptions {
  readonly #options: InterruptionsOptions;
  /** Those of other windows and of the command line. */
  #others: readonly Checkpoint[] = [];

  constructor(options: InterruptionsOptions) {
    this.#options = options;
  }

  /** Whether there are any, as far as the engine has been asked. */
  get any(): boolean {
    return this.#others.length > 0 || this.#options.store.runs.resumable.length > 0;
  }

  /** Offers once to resume what closing the last window interrupted. Starts the engine only if there is something. */
  async offer(): Promise<void> {
    const { runs } = this.#options.store;
    if (runs.resumable.length === 0) return;
    const active = await this.#look();
    for (const run of runs.resumable) {
      const isNew = run.state === 'interrupted' && !run.isOffered && !active.has(run.checkpoint!.id);
      if (!isNew) continue;
      runs.markOffered(run.id);
      this.#offer(run);
    }
  }

  /** Lists everything that can be resumed, and resumes what the person chooses. */
  async choose(): Promise<void> {
    const { store, resume } = this.#options;
    const active = await this.#look();
    const own = store.runs.resumable.filter(({ checkpoint }) => !active.has(checkpoint!.id));
    if (own.length + this.#others.length === 0) {
      void showInfo(vscode.l10n.t('No run was interrupted.'));
      return;
    }
    const items = [
      ...own.map((run) => ({ ...ownItem(run), id: () => Promise.resolve(run.id) })),
      ...this.#others.map((checkpoint) => ({ ...otherItem(checkpoint), id: () => this.#adopt(checkpoint) })),
    ];
    const chosen = await pick(items, { title: vscode.l10n.t('Resume Interrupted Run') });
    if (chosen) resume(await chosen.id());
  }

  /** Asks the engine what it has. Returns what some engine is painting at this moment. */
  async #look(): Promise<ReadonlySet<string>> {
    const { runs, checkpoints } = this.#options.store;
    const stored = await checkpoints.list();
    runs.keepCheckpoints(new Set(stored.map(({ id }) => id)));
    const own = new Set(runs.all.map(({ checkpoint }) => checkpoint?.id));
    this.#others = stored.filter(({ id, active, stopped }) => !active && !stopped && !own.has(id));
    return new Set(stored.filter(({ active }) => active).map(({ id }) => id));
  }

  #offer(run: Run): void {
    const { resume, report } = this.#options;
    const again = vscode.l10n.t('Resume');
    const message = vscode.l10n.t(
      '{0} was interrupted at {1}.',
      plainName(labelOf(run)),
      percent(run.checkpoint!.fraction),
    );
    void showInfo(message, again, vscode.l10n.t('Later'))
      .then((chosen) => {
        if (chosen === again && run.canResume) resume(run.id);
      })
      .then(undefined, report);
  }

  /** Makes a run of another window or of the command line one of this window. */
  async #adopt(checkpoint: Checkpoint): Promise<string> {
    const { store, files, recall } = this.#options;
    const { recipe, width, height, content, styles, device, out, iteration, iterations } = checkpoint;
    const named = (path: string) => ({ name: basename(path), path });
    const recalled = {
      recipe,
      width,
      height,
      content: named(content),
      styles: styles.map(({ path, weight }) => ({ ...named(path), weight })),
      device,
      missing: [],
      remarks: [],
    };
    const known = await recall.recipe(recipe.name);
    const choices = complete(recalledChoices(recalled, known, (path) => files.uriOf(path)));
    const uri = files.uriOf(out);
    return store.runs.adopt(choices, {
      about: { title: recipe.title, iterations, name: basename(out) },
      out,
      ...(!files.isStored(uri) && { saved: uri }),
      checkpoint: {
        id: checkpoint.id,
        iteration,
        iterations,
        fraction: fractionOf(checkpoint),
        seconds: checkpoint.seconds,
        at: checkpoint.savedAt,
      },
    }).id;
  }
}

const ownItem = (run: Run): vscode.QuickPickItem => ({
  label: labelOf(run),
  description: run.subject.choices.styles.map(({ name }) => vscode.l10n.t(name)).join(', '),
  detail: reached(run.checkpoint!.fraction, run.checkpoint!.at),
});

const otherItem = (checkpoint: Checkpoint): vscode.QuickPickItem => ({
  label: basename(checkpoint.content),
  description: checkpoint.styles.map(({ path }) => basename(path)).join(', '),
  detail: [reached(fractionOf(checkpoint), checkpoint.savedAt), checkpoint.out].join(' · '),
});

const fractionOf = ({ iteration, iterations }: Checkpoint): number =>
  iterations > 0 ? Math.min(1, iteration / iterations) : 0;

const percent = (fraction: number): string => `${Math.round(100 * fraction)} %`;

const reached = (fraction: number, at: number): string =>
  vscode.l10n.t('{0} done · {1}', percent(fraction), new Date(at).toLocaleString());
