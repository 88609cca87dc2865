import * as z from 'zod';

import { StylizeError } from '../../protocol/errors';
import { RunSession, runSubjectSchema, type RunControl } from './run-session';
import type { Memory } from './selection';

const memoryKey = 'run';
const noteSchema = z.object({ id: z.string(), subject: runSubjectSchema });

/** Remembers the run under way, so that the next window can say that it did not end well. */
export function noteRun(memory: Memory, session: RunSession | undefined): void {
  void memory.update(memoryKey, session && { id: session.id, subject: session.subject });
}

/** The run that was under way when the window was closed, told only once. */
export function interruptedRun(memory: Memory, onError: (thrown: unknown) => void): RunSession | undefined {
  const note = noteSchema.safeParse(memory.get(memoryKey));
  if (!note.success) return undefined;
  noteRun(memory, undefined);
  const error = new StylizeError('engine-failed', 'The window was closed while this picture was painted.', {
    hint: 'Start it again.',
  });
  return new RunSession(endedRun(note.data.id, error), note.data.subject, onError);
}

/** A run of which only its end is left. */
function endedRun(id: string, error: StylizeError): RunControl {
  const nothing = () => undefined;
  const done = () => Promise.resolve();
  return {
    id,
    state: 'failed',
    result: Promise.reject(error),
    on: () => nothing,
    onState: () => nothing,
    pause: done,
    resume: done,
    finish: done,
    update: done,
    cancel: nothing,
  };
}
