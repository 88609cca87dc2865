import { recipeJsonSchema, type SchemaNode } from '../../src/recipe/options';

/*
 * The generated parts of docs/recipes.md: the keys of a recipe, from its schema, and the measured agreement.
 */

export interface Measured {
  readonly recipe: string;
  readonly content: number;
  readonly style: number;
  readonly tv: number;
  /** The largest relative difference of any loss, of a group or a layer, from what it should be. */
  readonly difference: number;
}

export interface MeasuredTable {
  readonly title: string;
  readonly rows: readonly Measured[];
}

/** The text with the part between two markers replaced. Throws when there is no such part. */
export function withPart(text: string, part: string, content: string): string {
  const [begin, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no part "${part}"`);
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

export function agreementTables(tables: readonly MeasuredTable[]): string {
  return tables.map(({ title, rows }) => `${title}\n\n${agreementTable(rows)}`).join('\n\n');
}

function agreementTable(rows: readonly Measured[]): string {
  const digits = (value: number) => (value === 0 ? '0' : value.toPrecision(6).replace('e+', 'e'));
  return markdownTable(
    ['recipe', 'content', 'style', 'total variation', 'furthest'],
    rows.map(({ recipe, content, style, tv, difference }) => [
      `\`${recipe}\``,
      digits(content),
      digits(style),
      digits(tv),
      difference.toExponential(0),
    ]),
  );
}

/** A table of every key: what it does, its values, and its default. */
export function keyTable(): string {
  const { oneOf = [] } = recipeJsonSchema();
  const rows = oneOf.flatMap((method) => keyRows(method, ''));
  return markdownTable(['key', 'what it does', 'values', 'default'], rows);
}

function keyRows({ properties = {}, required = [] }: SchemaNode, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([key, child]) => {
    const path = prefix + key;
    const parts = child.oneOf
      ? child.oneOf.flatMap((branch) => branchRows(branch, path))
      : keyRows(child, `${path}.`);
    const missing = required.includes(key) ? '' : 'none';
    const standard = child.default === undefined ? missing : `\`${JSON.stringify(child.default)}\``;
    return [[`\`${path}\``, child.description ?? '', values(child), standard], ...parts];
  });
}

/** One of several kinds of an object, with its keys under `optimizer (adam).…`. */
function branchRows(branch: SchemaNode, path: string): string[][] {
  const { kind, ...properties } = branch.properties ?? {};
  const name = String(kind?.const);
  const row = [`\`${path}.kind\` \`${name}\``, kind?.description ?? '', '', ''];
  return [row, ...keyRows({ ...branch, properties }, `${path}.`)];
}

function values({ anyOf, oneOf, properties, enum: choices, const: constant, ...schema }: SchemaNode): string {
  if (oneOf) return oneOf.map((branch) => `\`${String(branch.properties?.['kind']?.const)}\``).join(', ');
  if (anyOf) return anyOf.map(values).join(' or ');
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (constant !== undefined) return `\`${JSON.stringify(constant)}\``;
  if (properties) return '';
  switch (schema.type) {
    case 'number':
    case 'integer':
      return range(schema);
    case 'array':
      return 'list of layers';
    case 'object':
      return 'weights by layer';
    case 'boolean':
      return '`true`, `false`';
    default:
      return 'text';
  }
}

function range({ type, minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaNode): string {
  const low =
    minimum !== undefined
      ? `from ${minimum}`
      : exclusiveMinimum !== undefined
        ? `above ${exclusiveMinimum}`
        : '';
  // Zod gives every unlimited whole number the largest safe integer as its limit.
  const largest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const high =
    largest !== undefined
      ? `to ${largest}`
      : exclusiveMaximum !== undefined
        ? `below ${exclusiveMaximum}`
        : '';
  return [type === 'integer' ? 'whole number' : 'number', low, high].filter(Boolean).join(' ');
}

export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}
