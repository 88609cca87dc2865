import { markdownTable } from '../../bench/recipes/document';
import { contributes } from '../../package.json';
import texts from '../../package.nls.json';

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly order: number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Every setting of VS Code: what it does, its values, and its default. */
export function settingTable(): string {
  const settings: Readonly<Record<string, Setting>> = contributes.configuration.properties;
  const rows = Object.entries(settings)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([key, setting]) => [
      `\`${key}\``,
      textOf(setting.markdownDescription),
      valuesOf(setting),
      defaultOf(setting),
    ]);
  return markdownTable(['setting', 'what it does', 'values', 'default'], rows);
}

/** VS Code links settings as `#key#`. */
function textOf(key: string): string {
  const known: Readonly<Record<string, string>> = texts;
  return (known[key.slice(1, -1)] ?? '').replace(/`#([\w.]+)#`/g, '`$1`').replaceAll('\n', ' ');
}

function valuesOf({ type, enum: choices, minimum, maximum }: Setting): string {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (type === 'boolean') return '`true`, `false`';
  return type === 'integer' ? `whole number from ${minimum ?? 0} to ${maximum ?? ''}`.trim() : 'text';
}

const defaultOf = ({ default: value }: Setting): string =>
  value === '' ? 'none' : `\`${JSON.stringify(value)}\``;
