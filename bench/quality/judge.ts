import { writtenSamples } from '../../src/engine/imaging/encoding/encode';
import type { Picture } from '../../src/engine/imaging/picture';
import { resample } from '../../src/engine/imaging/resample';
import { RecipeLoss } from '../../src/engine/objective/recipe-loss';
import { encodeTargets } from '../../src/engine/objective/targets';
import type { OptimizePlan } from '../../src/engine/plan/plan';
import { planOf, type Pair } from './snapshots';

/** VGG-19's losses by the formulas of `studio`, without their weights. */
export interface Verdict {
  readonly content: number;
  readonly style: number;
}

/** Judges pictures by VGG-19 at a run's final size, whoever has painted them. */
export class Judge {
  readonly #plan: OptimizePlan;
  readonly #loss: RecipeLoss;

  static async create(pair: Pair, size: number): Promise<Judge> {
    const settings = { network: 'vgg19', 'content.weight': 1, 'style.weight': 1, scales: false };
    const plan = await planOf({ name: 'studio', settings }, pair, size);
    const { recipe, network, device, content, styles, regions, scales } = plan;
    const full = scales.at(-1)!;
    const targets = await encodeTargets(device.backend, recipe, network, {
      content: { picture: content, size: full },
      styles,
      result: full,
    });
    const comparison = { size: full, regions, targets };
    return new Judge(
      plan,
      await RecipeLoss.create(device.backend, recipe, network, comparison, plan.weights),
    );
  }

  private constructor(plan: OptimizePlan, loss: RecipeLoss) {
    this.#plan = plan;
    this.#loss = loss;
  }

  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.#plan.scales.at(-1)!;
    return { width, height };
  }

  /** Of a picture as it would be seen now: enlarged, in 8 bits. */
  async verdict({ width, height, data }: Picture): Promise<Verdict> {
    const seen = writtenSamples(resample(data, 3, { width, height }, this.size, 'bicubic'));
    const { content, style } = (await this.#loss.evaluate(seen)).losses;
    return { content, style };
  }

  /** Of the content picture itself. */
  async start(): Promise<Verdict> {
    return this.verdict(await this.#plan.content.load(this.size));
  }

  dispose(): Promise<void> {
    return this.#loss.dispose();
  }
}
