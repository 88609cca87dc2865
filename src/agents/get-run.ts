import { StylizeError } from '../channel/errors';
import type { Answer, Call } from './answer';
import { answerOf, wait } from './following';
import type { ToolInput } from './tools';
import { runData, runWords } from './words';
import type { AgentRun, Workshop } from './workshop';

/** Of the latest runs, how many are listed. */
const mostListed = 10;

/** How far a run is, or how the latest runs are. */
export async function getRun(
  { run: id, wait_seconds: seconds = 0 }: ToolInput<'get_run'>,
  workshop: Workshop,
  call: Call,
): Promise<Answer> {
  if (id === undefined) return latest(workshop);
  const run = runOf(id, workshop);
  if (seconds > 0) await wait(run, seconds, call);
  return answerOf(run, workshop, call);
}

function latest({ runs }: Workshop): Answer {
  const listed = runs.slice(0, mostListed);
  const text = listed.length > 0 ? listed.map(runWords).join('\n\n') : 'There is no run yet.';
  return { text, data: { runs: listed.map(runData) } };
}

/** @throws StylizeError `usage` */
export function runOf(id: string, { runs }: Workshop): AgentRun {
  const run = runs.find((each) => each.id === id);
  if (run) return run;
  throw new StylizeError('usage', `There is no run ${id}.`, {
    hint: 'get_run without an id lists the latest runs.',
  });
}
