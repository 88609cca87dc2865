import * as vscode from 'vscode';

import type { AgentRun, RunReport } from '../../agents/workshop';
import type { Run } from '../model/runs/run';

/** A run of this window, as agents see it. */
export class WindowRun implements AgentRun {
  readonly #run: Run;
  readonly over: Promise<void>;

  /** @param save saves its picture; without it, that is the person's business */
  constructor(run: Run, save?: () => Promise<unknown>) {
    this.#run = run;
    this.over = run.ended.then(async ({ picture, error }) => {
      if (picture && !error) await save?.();
    });
    // Nobody may be waiting for it.
    this.over.catch(() => undefined);
  }

  get id(): string {
    return this.#run.id;
  }

  get report(): RunReport {
    const { state, subject, progress, plan, end, picture, saved } = this.#run;
    const { content, choices } = subject;
    return {
      state,
      content: { address: content.uri, name: content.name },
      styles: choices.styles.map(({ name }) => name),
      recipe: choices.recipe,
      iteration: end?.iterations ?? progress?.iteration ?? 0,
      iterations: progress?.iterations ?? plan?.iterations ?? subject.iterations,
      seconds: end?.seconds ?? progress?.secondsElapsed ?? 0,
      secondsLeft: end ? undefined : progress?.secondsLeft,
      picture: picture && { ...picture, path: pathOf(picture.uri) },
      saved: saved === undefined ? undefined : pathOf(saved),
      error: end?.error,
    };
  }

  onProgress(listener: () => void): () => void {
    return this.#run.onProgress(listener);
  }

  cancel(): void {
    this.#run.cancel();
  }
}

const pathOf = (uri: string): string => vscode.Uri.parse(uri).fsPath;
