import { activeStates, type RunView } from '../../../src/contracts/run-view';

const controllableStates = ['running', 'paused'] as const;

type InState<S extends RunView['state']> = RunView & { readonly state: S };

const isIn = <S extends RunView['state']>(
  run: RunView | undefined,
  states: readonly S[],
): run is InState<S> => run !== undefined && (states as readonly string[]).includes(run.state);

/** Whether the run is active. */
export const isActive = (run: RunView | undefined) => isIn(run, activeStates);

/** Whether it can be paused, resumed and stopped. Not while it is preparing or finishing. */
export const isControllable = (run: RunView | undefined) => isIn(run, controllableStates);
