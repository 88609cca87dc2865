import { StylizeError } from '../../channel/errors';
import type { Settings } from '../../recipe/values/paths';
import { settingArgument } from './paths';

/** Options that are settings of the recipe under a name of their own. */
export interface NamedSettings {
  readonly network?: string | undefined;
  readonly size?: string | undefined;
  readonly iterations?: string | undefined;
  readonly seed?: string | undefined;
}

/**
 * Every option that changes the recipe. The last `--set` of a key wins. Throws a StylizeError `usage` when a key is set by
 * an option of its own as well: which of the two is meant cannot be known.
 */
export function collectSettings(
  named: NamedSettings,
  assignments: readonly string[] | undefined,
  cwd: string,
): Settings {
  const settings = new Map<string, unknown>();
  for (const [key, value] of (assignments ?? []).map(parseAssignment))
    settings.set(key, settingArgument(key, value, cwd));
  for (const key of ['network', 'size', 'iterations', 'seed'] as const) {
    const text = named[key];
    if (text === undefined) continue;
    if (settings.has(key)) {
      throw new StylizeError('usage', `--${key} and --set ${key}=… set the same thing.`, {
        hint: 'Leave one of them out.',
      });
    }
    settings.set(key, key === 'network' ? settingArgument(key, text, cwd) : parseValue(text));
  }
  return Object.fromEntries(settings);
}

/** `KEY=VALUE`; only the first `=` counts. */
function parseAssignment(text: string): [key: string, value: unknown] {
  const split = text.indexOf('=');
  const key = text.slice(0, Math.max(0, split)).trim();
  if (key === '') {
    throw new StylizeError('usage', `--set ${text}: write KEY=VALUE, for example --set style.weight=100`);
  }
  return [key, parseValue(text.slice(split + 1))];
}

/** JSON when it is JSON, else the text itself, so that words need no quotes. */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
