/** What one suite writes for `scripts/test.mjs` to count. */
export interface SuiteReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestOutcome {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  readonly error?: string;
}

/** What the extension host writes about the tests that ran in it. */
export interface HostReport extends SuiteReport {
  readonly tests: readonly TestOutcome[];
}
