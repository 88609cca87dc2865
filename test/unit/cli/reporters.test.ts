import { describe, expect, test } from 'vitest';

import { jsonOutput, plainOutput, terminalOutput } from '../../../src/cli/reporters/output';
import { progressLine } from '../../../src/cli/reporters/progress-line';
import { RunReporter } from '../../../src/cli/reporters/run-reporter';
import { estimateSentences } from '../../../src/cli/reporters/sentences';
import { FakeEnvironment, losses, plan, progressAt, result } from './fake-environment';

/** A run of 100 iterations, one each so many milliseconds. */
function report(reporter: RunReporter, environment: FakeEnvironment, milliseconds: number): void {
  reporter.phase('preparing');
  reporter.planned(plan);
  reporter.phase('running');
  for (let iteration = 1; iteration <= 100; iteration++) {
    environment.milliseconds += milliseconds;
    reporter.progress(progressAt(iteration));
  }
  reporter.saved({ run: 'r', iteration: 100, path: '/pictures/bad\u001B[2J\r.png' });
  reporter.notice('a remark');
  reporter.done(result);
  reporter.close();
}

describe('JSON', () => {
  test('is one object a line, the events in their order, nothing else on standard output', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(jsonOutput(environment), environment), environment, 10);

    const lines = environment.stdout.json;
    expect(lines.map(({ event }) => event)).toEqual([
      'planned',
      ...Array<string>(100).fill('progress'),
      'saved',
      'done',
    ]);
    expect(environment.stderr.lines).toEqual(['a remark']);
  });

  test('has the fields that scripts rely on, and no run id', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(jsonOutput(environment), environment), environment, 10);

    const [planned, progress] = environment.stdout.json;
    expect({ run: 'r', ...planned }).toEqual({ event: 'planned', ...plan });
    expect(progress).toMatchObject({ event: 'progress', iteration: 1, iterations: 100, losses });
    expect(environment.stdout.json.at(-1)).toEqual({ event: 'done', ...result });
    expect(environment.stdout.text).not.toContain('"run"');
  });
});

describe('plain lines', () => {
  test('hold no control characters, even where a file name does', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(plainOutput(environment), environment), environment, 200);

    expect(environment.stdout.text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('of a long run come each 10 %', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(plainOutput(environment), environment), environment, 2000);

    const percentages = environment.stdout.lines.flatMap((line) => /\((\d+) %\)/.exec(line)?.[1] ?? []);
    expect(percentages).toEqual(['1', '10', '20', '30', '40', '50', '60', '70', '80', '90', '100']);
  });

  test('of a short run never come twice within a second, but the last always', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(plainOutput(environment), environment), environment, 25);

    const iterations = environment.stdout.lines.flatMap((line) => /^(\d+)\/100 /.exec(line)?.[1] ?? []);
    expect(iterations).toEqual(['1', '41', '81', '100']);
  });

  test('say that a slow run lives', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(plainOutput(environment), environment), environment, 31_000);

    expect(environment.stdout.lines.filter((line) => line.includes('/100 '))).toHaveLength(100);
  });

  test('tell all there is to know', () => {
    const environment = new FakeEnvironment();

    report(new RunReporter(plainOutput(environment), environment), environment, 2000);

    const { lines } = environment.stdout;
    expect(lines[0]).toBe('512×384, 100 iterations, in 2 scales from 256×192; network embedded, device cpu');
    expect(lines[1]).toBe('Needs about 0.6 GB of memory and 80 s');
    expect(lines[2]).toBe(
      '1/100 (1 %), scale 1/2 256×192, content 1230, style 0.00123, tv 0, total 1230, 9.88 it/s, 1:23 left',
    );
    expect(lines.slice(-3)).toEqual([
      'Saved photo.stylized.png',
      '512×384, 100 iterations in 1:23 on cpu',
      'Losses: content 1230, style 0.00123, tv 0, total 1230',
    ]);
  });
});

describe('what a run needs', () => {
  const native = { ...plan, width: 6000, height: 4000 };

  test('is said in round numbers', () => {
    const sentences = (bytes: number, seconds: number) =>
      estimateSentences({ ...native, estimate: { bytes, seconds, concerns: [], choices: [] } });

    expect(sentences(55.1e9, 43)).toEqual(['Needs about 55 GB of memory and 40 s']);
    expect(sentences(1.23e9, 1234)).toEqual(['Needs about 1.2 GB of memory and 21 minutes']);
    expect(sentences(1.23e9, 3 * 86_400)).toEqual(['Needs about 1.2 GB of memory and 3 days']);
  });

  test('comes with a size that fits where the memory is too small', () => {
    const smaller = { kind: 'size' as const, settings: { size: 3200 }, width: 3200, height: 2133 };
    const estimate = {
      bytes: 55.1e9,
      seconds: 40_000,
      budget: 16e9,
      concerns: ['memory' as const],
      choices: [{ ...smaller, bytes: 15e9, seconds: 20_000 }],
    };

    expect(estimateSentences({ ...native, estimate })[1]).toBe(
      '6000×4000 is more than the 16 GB of memory that it may use. Instead: --size 3200 (15 GB, 6 hours).',
    );
  });
});

describe('the progress line', () => {
  test('has everything where there is room', () => {
    expect(progressLine(progressAt(50), plan, 200)).toBe(
      `${'█'.repeat(15)}${'░'.repeat(15)}  50/100  scale 1/2 256×192  9.88 it/s  1:23 left  ` +
        'content 1230, style 0.00123, tv 0, total 1230',
    );
  });

  test('leaves out what matters least and never exceeds the width', () => {
    for (let width = 20; width < 200; width++) {
      expect(progressLine(progressAt(50), plan, width).length).toBeLessThanOrEqual(width);
    }
    expect(progressLine(progressAt(50), plan, 48)).toBe(
      `${'█'.repeat(9)}${'░'.repeat(9)}  50/100  9.88 it/s  1:23 left`,
    );
  });

  test('does not speak of scales when there is one', () => {
    const single = { ...plan, scales: plan.scales.slice(0, 1) };
    expect(progressLine(progressAt(50), single, 200)).not.toContain('scale');
  });
});

describe('on a terminal', () => {
  test('a bar is drawn and removed; plan, pictures and result stay', () => {
    const environment = new FakeEnvironment({ isTTY: true, columns: 120 });

    report(new RunReporter(terminalOutput(environment), environment), environment, 10);

    const { text } = environment.stdout;
    expect(text).toContain('Preparing…');
    expect(text).toContain('100/100');
    // The bar's line is cleared before each line that stays.
    const clearLine = '\u001B[2K';
    expect(text).toContain(`${clearLine}512×384, 100 iterations`);
    expect(text).toContain(`${clearLine}Saved bad\uFFFD.png (iteration 100)\n`);
    expect(text.slice(text.lastIndexOf(clearLine))).toContain('photo.stylized.png');
  });

  test.each([
    ['coloured', {}, true],
    ['not coloured with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('the result is %s', (_, variables, coloured) => {
    const environment = new FakeEnvironment({ isTTY: true, variables });
    const reporter = new RunReporter(terminalOutput(environment), environment);

    reporter.done(result);

    expect(environment.stdout.text.includes('\u001B[32mSaved')).toBe(coloured);
    // eslint-disable-next-line no-control-regex -- what sets a colour, and nothing else, ends in m
    expect(/\u001B\[\d+m/.test(environment.stdout.text)).toBe(coloured);
  });

  test('nothing is left running when it is closed early, twice', () => {
    const environment = new FakeEnvironment({ isTTY: true });
    const reporter = new RunReporter(terminalOutput(environment), environment);
    reporter.planned(plan);

    reporter.close();
    const { text } = environment.stdout;
    reporter.close();

    expect(environment.stdout.text).toBe(text);
    expect(text.endsWith('\u001B[2K')).toBe(true);
  });
});
