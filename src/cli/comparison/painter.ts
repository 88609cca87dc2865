import { join } from 'node:path';

import { StylizeError } from '../../channel/errors';
import type { RunRequest } from '../../contracts/engine';
import { iterationsOf } from '../../recipe/recipe';
import { isSameKey } from '../../recipe/values/paths';
import type { RunControl } from '../environment';
import type { ComparisonReporter } from '../reporters/comparison-reporter';
import type { Session } from '../session';
import { isPainted, type Outcome, type Painted, type PreparedVariant } from './outcome';
import type { Variant } from './variants';

/** Asks the engine what a variant's settings come to. No more than `most` steps, unless the settings say how many. */
export async function prepare(variant: Variant, most: number, session: Session): Promise<PreparedVariant> {
  const { recipe: name, settings } = variant;
  const isCounted = Object.keys(settings).some((key) => isSameKey(key, 'iterations'));
  try {
    const recipe = await session.request('recipe', { recipe: name, settings });
    if (isCounted) return { ...variant, resolved: recipe, iterations: iterationsOf(recipe) };
    const iterations = Math.min(most, iterationsOf(recipe));
    const counted = recipe.method === 'optimize' ? { ...settings, iterations } : settings;
    return { ...variant, settings: counted, resolved: recipe, iterations };
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (error.code === 'cancelled') throw error;
    return { ...variant, resolved: error, iterations: 0 };
  }
}

export interface PainterOptions {
  readonly session: Session;
  readonly reporter: ComparisonReporter;
  readonly inputs: Pick<RunRequest, 'content' | 'styles' | 'device'>;
  /** For the pictures. */
  readonly folder: string;
}

/** Paints variants one after the other. What fails is told and kept; the others go on. */
export class Painter {
  readonly #options: PainterOptions;
  #outcomes: Outcome[] = [];
  #current: { readonly run: RunControl; hasPicture: boolean } | undefined;
  #isStopped = false;

  constructor(options: PainterOptions) {
    this.#options = options;
  }

  /**
   * @returns an outcome for each variant
   * @throws StylizeError `cancelled`, and what would go wrong with every variant alike: a picture that cannot be read
   */
  async paint(variants: readonly PreparedVariant[]): Promise<Outcome[]> {
    const { session, reporter } = this.#options;
    const { signal } = session.interruption;
    const cancel = () => {
      this.#current?.run.cancel();
    };
    signal.addEventListener('abort', cancel);
    session.interruption.finishFirst(() => this.#stop());
    try {
      for (const [index, variant] of variants.entries()) {
        if (this.#isStopped) break;
        reporter.begin(index);
        const outcome = await this.#outcomeOf(variant, index);
        if (signal.aborted) throw new StylizeError('cancelled', 'Cancelled.');
        this.#outcomes[index] = outcome;
        if (outcome) reporter.end(index, outcome);
      }
      return variants.map((_, index) => this.#outcomes[index]);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  async #outcomeOf(variant: PreparedVariant, index: number): Promise<Outcome> {
    if (variant.resolved instanceof StylizeError) return variant.resolved;
    try {
      return await this.#run(variant, index);
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      if (this.#isStopped && error.code === 'cancelled') return undefined;
      if (this.#isAboutInputs(error)) throw error;
      return error;
    } finally {
      this.#current = undefined;
    }
  }

  async #run({ recipe, settings }: PreparedVariant, index: number): Promise<Painted> {
    const { session, reporter, inputs, folder } = this.#options;
    const engine = await session.engine();
    const run = engine.run({
      ...inputs,
      recipe,
      settings,
      output: { path: join(folder, `${index}.png`) },
    });
    const current = { run, hasPicture: false };
    this.#current = current;
    if (this.#isStopped || session.interruption.signal.aborted) run.cancel();
    let network = '';
    run.on('planned', (plan) => {
      network = plan.network;
    });
    run.on('progress', (progress) => {
      current.hasPicture = true;
      reporter.progress(index, progress);
    });
    return { result: await run.result, network };
  }

  /** Keeps what there is and begins nothing more. False when there is nothing to keep. */
  #stop(): boolean {
    const hasPicture = this.#current?.hasPicture ?? false;
    if (!hasPicture && !this.#outcomes.some(isPainted)) return false;
    this.#isStopped = true;
    this.#options.reporter.notice('finishing: the sheet shows what is painted (Ctrl-C again gives it up)');
    if (hasPicture) void this.#current?.run.finish();
    else this.#current?.run.cancel();
    return true;
  }

  #isAboutInputs({ code, file }: StylizeError): boolean {
    const { content, styles } = this.#options.inputs;
    const pictures = [
      content,
      ...styles.flatMap(({ path, mask, styleMask }) => [path, mask?.path, styleMask?.path]),
    ];
    return file !== undefined && pictures.includes(file) && code !== 'image-too-small';
  }
}
