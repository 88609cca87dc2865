import * as l10n from '../../channel/l10n';
import type { Program } from '../graph/program';
import { transformNames } from '../graph/transform';
import { objectiveNames, type ObjectiveSpecification } from '../losses/objective-graph';
import { apprenticeProgram, trainingNames, trainingProgram } from '../losses/training-graph';
import type { Network } from '../network/network';
import type { TransformDescription } from '../network/styles/transform-network';
import { Computation, type Executable } from './computation';
import { computationError } from './computation-error';
import type { Evaluation, TargetReceiver } from './evaluation';

/** The losses of a transform network in training, and their gradient, compiled for crops of one size. */
export interface Trainer extends TargetReceiver {
  /** Sets the number that multiplies a term in the total, from the next evaluation on. */
  setFactor(term: string, factor: number): void;
  /**
   * @param parameters [P], in the order of `transformPlaces`
   * @param crop [3, H, W], RGB 0..255
   * @returns the gradient with respect to the parameters; the next evaluation overwrites it
   */
  evaluate(parameters: Float32Array, crop: Float32Array): Promise<Evaluation>;
  /**
   * @param picture [3, height, width], RGB 0..255; sides are multiples of `transformStride`
   * @returns what the network makes of it, a copy
   */
  paint(
    parameters: Float32Array,
    picture: Float32Array,
    width: number,
    height: number,
  ): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** @param compile what compiles a program for a device */
export async function createTrainer(
  compile: (program: Program) => Promise<Executable>,
  critic: Network,
  description: TransformDescription,
  specification: ObjectiveSpecification,
): Promise<Trainer> {
  const program = trainingProgram(critic, description, specification);
  const computation = new Computation(await compile(program), program);
  return new GraphTrainer(compile, description, computation);
}

class GraphTrainer implements Trainer {
  readonly #compile: (program: Program) => Promise<Executable>;
  readonly #description: TransformDescription;
  readonly #computation: Computation;
  /** Paints pictures of the last size. */
  #painter: { readonly size: string; readonly computation: Computation } | undefined;

  constructor(
    compile: (program: Program) => Promise<Executable>,
    description: TransformDescription,
    computation: Computation,
  ) {
    this.#compile = compile;
    this.#description = description;
    this.#computation = computation;
  }

  setFactor(term: string, factor: number): void {
    this.#computation.set(objectiveNames.factor(term), Float32Array.of(factor));
  }

  setTarget(term: string, target: Float32Array): void {
    this.#computation.set(objectiveNames.target(term), target);
  }

  async evaluate(parameters: Float32Array, crop: Float32Array): Promise<Evaluation> {
    const { parameters: name, losses, gradient } = trainingNames;
    try {
      const outputs = await this.#computation.run([
        [name, parameters],
        [transformNames.picture, crop],
      ]);
      return { values: outputs.get(losses)!, gradient: outputs.get(gradient)! };
    } catch (thrown) {
      throw computationError(thrown, l10n.t`failed in a step`);
    }
  }

  async paint(
    parameters: Float32Array,
    picture: Float32Array,
    width: number,
    height: number,
  ): Promise<Float32Array> {
    const size = `${width}×${height}`;
    if (this.#painter?.size !== size) {
      await this.#painter?.computation.dispose();
      const program = apprenticeProgram(this.#description, width, height);
      this.#painter = { size, computation: new Computation(await this.#compile(program), program) };
    }
    try {
      const outputs = await this.#painter.computation.run([
        [trainingNames.parameters, parameters],
        [transformNames.picture, picture],
      ]);
      return outputs.get(transformNames.painting)!.slice();
    } catch (thrown) {
      throw computationError(thrown, l10n.t`failed while it painted`);
    }
  }

  async dispose(): Promise<void> {
    await this.#painter?.computation.dispose();
    await this.#computation.dispose();
  }
}
