import * as z from 'zod';

import { isDescriptive, recipeSchema, type Recipe } from './recipe';
import { member } from './values/plain-object';

/*
 * What can be set in a recipe, according to its schema. Limits, choices and help that a person sees come from here, so that
 * a key that is added to the schema is offered without further ado.
 */

export type OptionType =
  /** `words` are allowed in place of a number. */
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
  /** An optional group of options. */
  | { readonly kind: 'part' };

export interface RecipeOption {
  /** Its path in a recipe: `style.weight`. */
  readonly key: string;
  /** What it does, in a sentence. */
  readonly help: string;
  readonly type: OptionType;
  /** Its value in a recipe that does not set it. */
  readonly default?: unknown;
  /** Whether a recipe can do without it. */
  readonly optional: boolean;
}

/** The part of JSON Schema that the recipe's schema needs. */
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

/** Distance that is kept from a limit which is not itself allowed. */
const margin = 1e-6;

let schema: SchemaNode | undefined;

/** The recipe's schema: one branch for each method. */
export const recipeJsonSchema = (): SchemaNode =>
  (schema ??= z.toJSONSchema(recipeSchema, { io: 'input' }) as SchemaNode);

/** Every option of a recipe, in the schema's order, with those of its own method and optimizer. */
export function recipeOptions(recipe: Recipe): RecipeOption[] {
  return members(recipeJsonSchema(), '', recipe).filter(({ key }) => !isDescriptive(key) && key !== 'method');
}

/** Every key that any recipe can have, for all methods and optimizers, including those of whole parts. */
export const settingKeys = (): readonly string[] => [...new Set(keysIn(recipeJsonSchema(), ''))];

/** Whether a key is that of a part with keys of its own. */
export const isPart = (key: string): boolean => settingKeys().some((other) => other.startsWith(`${key}.`));

function keysIn({ properties = {}, oneOf = [] }: SchemaNode, prefix: string): string[] {
  const own = Object.entries(properties).flatMap(([name, child]) => [
    prefix + name,
    ...keysIn(child, `${prefix}${name}.`),
  ]);
  return [...own, ...oneOf.flatMap((branch) => keysIn(branch, prefix))];
}

/** The options in an object. If it is one of several kinds, the choice among these comes first. */
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
  // A single kind leaves no choice.
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
  const maximum = exclusiveMaximum === undefined ? (node.maximum ?? Infinity) : exclusiveMaximum - margin;
  return {
    minimum: exclusiveMinimum === undefined ? (node.minimum ?? -Infinity) : exclusiveMinimum + margin,
    // Zod gives every whole number without a limit this one.
    maximum: maximum === Number.MAX_SAFE_INTEGER ? Infinity : maximum,
  };
}

const isRecord = ({ additionalProperties }: SchemaNode): boolean => typeof additionalProperties === 'object';
