import type { Program } from '../../graph/program';
import { elements } from '../../graph/shapes';
import { reachable, type Value } from '../../graph/value';
import type { Values } from '../backend';
import type { Executable, Feeds } from '../computation';
import { programKey } from './program-key';

/** What a pixel of a picture costs in a program for pictures of any size: four maps of 64 channels. */
const bytesPerPixel = 4 * 64 * 4;

interface Kept {
  readonly executable: Executable;
  readonly bytes: number;
}

/**
 * Compiled programs, kept from one picture to the next: compiling one takes as long as several steps. A program is found
 * by what it computes, parameters included, and nobody shares one: it is either at work or kept here.
 */
export class KeptPrograms {
  /** By key, the one that was used last at the end. */
  readonly #idle = new Map<string, Kept>();
  #mostBytes: number;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Roughly what the programs that are kept now occupy: their parameters, and the values of a step. */
  get bytes(): number {
    return [...this.#idle.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** A program ready to run. Disposing of it gives it back. */
  async lease(program: Program, compile: (program: Program) => Promise<Executable>): Promise<Lease> {
    const key = await programKey(program);
    const kept = this.#idle.get(key);
    this.#idle.delete(key);
    const executable = kept?.executable ?? (await this.#compiled(program, compile));
    return new Lease(key, executable, async (pixels, hasFailed) => {
      const bytes = bytesOf(program, pixels);
      if (hasFailed || bytes > this.#mostBytes) {
        await executable.dispose();
        // What has failed may have wanted for memory.
        if (hasFailed) await this.release();
        return;
      }
      executable.forget();
      await this.#idle.get(key)?.executable.dispose();
      this.#idle.delete(key);
      this.#idle.set(key, { executable, bytes });
      await this.#shrink(this.#mostBytes);
    });
  }

  /** Limits what is kept, in bytes. The programs that were kept longest are released first. */
  async limit(mostBytes: number): Promise<void> {
    this.#mostBytes = mostBytes;
    await this.#shrink(mostBytes);
  }

  /** Releases every program that is not at work. */
  release(): Promise<void> {
    return this.#shrink(0);
  }

  async #compiled(program: Program, compile: (program: Program) => Promise<Executable>): Promise<Executable> {
    try {
      return await compile(program);
    } catch (thrown) {
      if (this.#idle.size === 0) throw thrown;
      await this.release();
      return compile(program);
    }
  }

  /** Releases the programs that were kept longest. */
  async #shrink(mostBytes: number): Promise<void> {
    for (const [key, { executable }] of this.#idle) {
      if (this.bytes <= mostBytes) return;
      this.#idle.delete(key);
      await executable.dispose();
    }
  }
}

/** A program at work. */
export class Lease implements Executable {
  /** `programKey` */
  readonly key: string;
  readonly #executable: Executable;
  readonly #giveBack: (pixels: number, hasFailed: boolean) => Promise<void>;
  #pixels = 0;
  #hasFailed = false;
  #returned: Promise<void> | undefined;

  /** @param giveBack told the pixels of the largest picture that was fed, and whether a run has failed */
  constructor(
    key: string,
    executable: Executable,
    giveBack: (pixels: number, hasFailed: boolean) => Promise<void>,
  ) {
    this.key = key;
    this.#executable = executable;
    this.#giveBack = giveBack;
  }

  set(name: string, values: Values): void {
    this.#executable.set(name, values);
  }

  async run(feeds: Feeds): Promise<Feeds> {
    for (const { shape } of feeds.values()) {
      const [height = 1, width = 1] = shape.slice(-2);
      this.#pixels = Math.max(this.#pixels, height * width);
    }
    try {
      return await this.#executable.run(feeds);
    } catch (thrown) {
      this.#hasFailed = true;
      throw thrown;
    }
  }

  forget(): void {
    this.#executable.forget();
  }

  dispose(): Promise<void> {
    return (this.#returned ??= this.#giveBack(this.#pixels, this.#hasFailed));
  }
}

/** Roughly what a compiled program occupies: every value of its graph once. */
function bytesOf({ outputs }: Program, pixels: number): number {
  const values = reachable(outputs.values());
  const isStatic = ({ shape }: Value) => shape.every(Number.isInteger);
  const known = values.filter(isStatic).reduce((sum, { shape }) => sum + elements(shape.map(Number)), 0);
  return 4 * known + (values.every(isStatic) ? 0 : pixels * bytesPerPixel);
}
