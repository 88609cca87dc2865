import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWorkspace } from '../support/cli/workspace';
import { bundleProgram } from '../support/programs/bundle';
import { hasSwiftShader, unpackSwiftShader } from '../support/system/swiftshader';

const workspace = useWorkspace();

const evaluations = z.array(z.object({ values: z.array(z.number()), gradient: z.array(z.number()) })).min(1);
type Evaluations = z.infer<typeof evaluations>;

/** `‖a − b‖ / ‖b‖` */
function relativeError(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  const norm = (values: readonly number[]) => Math.hypot(...values);
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

// SwiftShader compiles and computes on the processor, which may have other work.
describe('the graph of a step', { timeout: 240_000 }, () => {
  it('gives the same losses and gradients on WebGPU as on the processor, to 1e-3', async (context) => {
    const program = workspace.path('evaluate-on.cjs');
    const environment = await bundleProgram('support/programs/evaluate-on.ts', program);
    const driver = hasSwiftShader ? await unpackSwiftShader(workspace.path('swiftshader')) : {};
    const evaluate = async (provider: string): Promise<Evaluations> => {
      // It ends itself by a signal: a live WebGPU session does not survive an orderly exit.
      const { stdout } = await promisify(execFile)(process.execPath, [program, provider], {
        env: { ...environment, ...driver },
        maxBuffer: 2 ** 26,
      }).catch((thrown: unknown) => {
        const ended = thrown as { stdout: string; stderr: string; signal: string | null };
        if (ended.signal === 'SIGKILL' && ended.stdout !== '') return ended;
        throw new Error(ended.stderr, { cause: thrown });
      });
      return evaluations.parse(JSON.parse(stdout));
    };

    const onProcessor = await evaluate('cpu');
    const onWebGpu = await evaluate('webgpu').catch((thrown: unknown) => {
      const noAdapter = /adapter|not supported|no available backend/i.test(String(thrown));
      if (!hasSwiftShader && noAdapter) context.skip('this machine has no WebGPU adapter');
      throw thrown;
    });

    // Rounded otherwise, or it was the processor that has computed.
    expect(onWebGpu).not.toEqual(onProcessor);
    expect(onWebGpu).toHaveLength(onProcessor.length);
    for (const [index, expected] of onProcessor.entries()) {
      const found = onWebGpu[index]!;
      for (const [term, value] of expected.values.entries()) {
        expect(value).toBeGreaterThan(0);
        expect(Math.abs(found.values[term]! / value - 1)).toBeLessThan(1e-3);
      }
      expect(relativeError(found.gradient, expected.gradient)).toBeLessThan(1e-3);
    }
  });
});
