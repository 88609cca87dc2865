import * as z from 'zod';

import { recipeSchema, type Recipe } from './recipe';

/*
 * What there is to set in a recipe, as the schema tells it: whoever offers the options to a person takes their limits,
 * choices and help from here, and a key that is added to the schema is offered by itself.
 */

export type OptionType =
  /** `words` are what may stand in place of a number. */
  | {
      readonly kind: 'number';
      readonly whole: boolean;
      readonly minimum: number;
      readonly maximum: number;
      readonly words: readonly string[];
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'switch' }
  /** Weights by layer. */
  | { readonly kind: 'layers' }
  | { readonly kind: 'text' }
  /** A group of options that a recipe may do without. */
  | { readonly kind: 'part' };

export interface RecipeOption {
  /** Its path in a recipe: `style.weight`. */
  readonly key: string;
  /** What it does, in a sentence. */
  readonly help: string;
  readonly type: OptionType;
  /** What it is where a recipe does not say. */
  readonly default?: unknown;
  /** Whether a recipe need not have it at all. */
  readonly optional: boolean;
}

/** As far as the recipe's schema needs it. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** What names a recipe and does not decide a result. */
const descriptive: ReadonlySet<string> = new Set(['name', 'title', 'description', 'source']);

/** A limit that is not itself allowed is kept away from by this much. */
const sliver = 1e-6;

let schema: Node | undefined;

/** Every option of a recipe, in the schema's order; of optimizers those of the recipe's own. */
export function recipeOptions(recipe: Recipe): RecipeOption[] {
  schema ??= z.toJSONSchema(recipeSchema, { io: 'input' }) as Node;
  return children(schema, '', recipe).filter(({ key }) => !descriptive.has(key));
}

/** A value of a recipe by its path; undefined where there is none. */
export function optionValue(recipe: Recipe, key: string): unknown {
  return key.split('.').reduce<unknown>(member, recipe);
}

function children(node: Node, prefix: string, value: unknown): RecipeOption[] {
  const { properties = {}, required = [] } = node;
  return Object.entries(properties).flatMap(([name, child]) =>
    options(child, prefix + name, member(value, name), required.includes(name)),
  );
}

function options(node: Node, key: string, value: unknown, isRequired: boolean): RecipeOption[] {
  if (node.oneOf) return branchOptions(node.oneOf, key, value);
  const optional = !isRequired && node.default === undefined;
  const about = { key, help: node.description ?? '', default: node.default, optional };
  if (!node.properties) return [{ ...about, type: typeOf(node) }];
  const part: RecipeOption[] = optional ? [{ ...about, type: { kind: 'part' } }] : [];
  return value === undefined ? part : [...part, ...children(node, `${key}.`, value)];
}

/** One of several objects, told apart by a constant: the choice among them, then the options of the chosen one. */
function branchOptions(branches: readonly Node[], key: string, value: unknown): RecipeOption[] {
  const constants = Object.entries(branches[0]?.properties ?? {});
  const [discriminator = ''] = constants.find(([, { const: constant }]) => constant !== undefined) ?? [];
  const constant = (branch: Node) => branch.properties?.[discriminator];
  const chosen = branches.find((branch) => constant(branch)?.const === member(value, discriminator));
  if (!chosen) return [];
  const choices = branches.map((branch) => String(constant(branch)?.const));
  const help = constant(chosen)?.description ?? '';
  const discriminated = `${key}.${discriminator}`;
  return [
    { key: discriminated, help, type: { kind: 'choice', choices }, optional: false },
    ...children(chosen, `${key}.`, value).filter((option) => option.key !== discriminated),
  ];
}

function typeOf(node: Node): OptionType {
  if (node.enum) return { kind: 'choice', choices: node.enum };
  if (node.type === 'boolean') return { kind: 'switch' };
  const all = [node, ...(node.anyOf ?? [])];
  const number = all.find(({ type }) => type === 'number' || type === 'integer');
  if (number) {
    const words = all.flatMap((other) => (typeof other.const === 'string' ? [other.const] : []));
    return { kind: 'number', whole: number.type === 'integer', ...limits(number), words };
  }
  return all.some(isRecord) ? { kind: 'layers' } : { kind: 'text' };
}

function limits(node: Node): { readonly minimum: number; readonly maximum: number } {
  const { exclusiveMinimum, exclusiveMaximum } = node;
  const maximum = exclusiveMaximum === undefined ? (node.maximum ?? Infinity) : exclusiveMaximum - sliver;
  return {
    minimum: exclusiveMinimum === undefined ? (node.minimum ?? -Infinity) : exclusiveMinimum + sliver,
    // Zod says of every whole number without a limit how large it can be.
    maximum: maximum === Number.MAX_SAFE_INTEGER ? Infinity : maximum,
  };
}

const isRecord = ({ additionalProperties }: Node): boolean => typeof additionalProperties === 'object';

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
