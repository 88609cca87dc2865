import * as z from 'zod';

import { member } from './plain-object';
import { isDescriptive, recipeSchema, type Recipe } from './recipe';

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

/** JSON Schema, as far as the recipe's needs it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** A limit that is not itself allowed is kept away from by this much. */
const sliver = 1e-6;

let schema: SchemaNode | undefined;

/** The recipe's schema: one branch for each method. */
export const recipeJsonSchema = (): SchemaNode =>
  (schema ??= z.toJSONSchema(recipeSchema, { io: 'input' }) as SchemaNode);

/** Every option of a recipe, in the schema's order; of methods and optimizers those of the recipe's own. */
export function recipeOptions(recipe: Recipe): RecipeOption[] {
  return members(recipeJsonSchema(), '', recipe).filter(({ key }) => !isDescriptive(key));
}

/** Every key that a recipe may have, whatever its method and optimizer, also those of whole parts. */
export const settingKeys = (): readonly string[] => [...new Set(keysIn(recipeJsonSchema(), ''))];

/** Whether a key is of a part with keys of its own. */
export const isPart = (key: string): boolean => settingKeys().some((other) => other.startsWith(`${key}.`));

function keysIn({ properties = {}, oneOf = [] }: SchemaNode, prefix: string): string[] {
  const own = Object.entries(properties).flatMap(([name, child]) => [
    prefix + name,
    ...keysIn(child, `${prefix}${name}.`),
  ]);
  return [...own, ...oneOf.flatMap((branch) => keysIn(branch, prefix))];
}

/** The options in an object: of one of several kinds, told apart by a constant, the choice among them comes first. */
function members(node: SchemaNode, prefix: string, value: unknown): RecipeOption[] {
  if (!node.oneOf) return children(node, prefix, value);
  const constants = Object.entries(node.oneOf[0]?.properties ?? {});
  const [name = ''] = constants.find(([, { const: constant }]) => constant !== undefined) ?? [];
  const constant = (branch: SchemaNode) => branch.properties?.[name];
  const chosen = node.oneOf.find((branch) => constant(branch)?.const === member(value, name));
  if (!chosen) return [];
  const key = prefix + name;
  const choices = node.oneOf.map((branch) => String(constant(branch)?.const));
  const type: OptionType = { kind: 'choice', choices };
  const others = children(chosen, prefix, value).filter((option) => option.key !== key);
  // One of one is no choice.
  if (choices.length === 1) return others;
  return [{ key, help: constant(chosen)?.description ?? '', type, optional: false }, ...others];
}

function children(node: SchemaNode, prefix: string, value: unknown): RecipeOption[] {
  const { properties = {}, required = [] } = node;
  return Object.entries(properties).flatMap(([name, child]) =>
    options(child, prefix + name, member(value, name), required.includes(name)),
  );
}

function options(node: SchemaNode, key: string, value: unknown, isRequired: boolean): RecipeOption[] {
  const optional = !isRequired && node.default === undefined;
  const about = { key, help: node.description ?? '', default: node.default, optional };
  if (!node.properties && !node.oneOf) return [{ ...about, type: typeOf(node) }];
  const part: RecipeOption[] = optional ? [{ ...about, type: { kind: 'part' } }] : [];
  return value === undefined ? part : [...part, ...members(node, `${key}.`, value)];
}

function typeOf(node: SchemaNode): OptionType {
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

function limits(node: SchemaNode): { readonly minimum: number; readonly maximum: number } {
  const { exclusiveMinimum, exclusiveMaximum } = node;
  const maximum = exclusiveMaximum === undefined ? (node.maximum ?? Infinity) : exclusiveMaximum - sliver;
  return {
    minimum: exclusiveMinimum === undefined ? (node.minimum ?? -Infinity) : exclusiveMinimum + sliver,
    // Zod says of every whole number without a limit how large it can be.
    maximum: maximum === Number.MAX_SAFE_INTEGER ? Infinity : maximum,
  };
}

const isRecord = ({ additionalProperties }: SchemaNode): boolean => typeof additionalProperties === 'object';
