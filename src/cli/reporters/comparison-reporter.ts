import type { Outcome, PreparedVariant } from '../comparison/painter';
import type { Session } from '../session';
import { showsBar } from './create-reporter';
import { JsonComparisonReporter } from './json-comparison-reporter';
import type { Progress } from './reporter';
import { TextComparisonReporter } from './text-comparison-reporter';

/** What a comparison has come to. */
export interface ComparisonResult {
  readonly out: string;
  readonly width: number;
  readonly height: number;
  readonly painted: number;
}

/** Tells a person, or a program, how a comparison goes. Variants are known by their index. */
export interface ComparisonReporter {
  begin(index: number): void;
  progress(index: number, progress: Progress): void;
  end(index: number, outcome: NonNullable<Outcome>): void;
  /** A remark to the person, whatever form the rest takes. */
  notice(text: string): void;
  done(result: ComparisonResult): void;
  /** It is over, also when it has failed. */
  close(): void;
}

export function createComparisonReporter(
  session: Session,
  variants: readonly PreparedVariant[],
): ComparisonReporter {
  const { environment, json } = session;
  if (json) return new JsonComparisonReporter(environment, variants);
  return new TextComparisonReporter(environment, variants, showsBar(session));
}
