import * as z from 'zod';

import { recipeSchema } from '../../recipe/recipe';
import { vggLayers, vggPattern } from '../../recipe/schema/layers';
import { listRecipes } from './catalog';

/** The part of JSON Schema (draft 7) that is used here. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly [keyword: string]: unknown;
}

/**
 * The JSON schema of recipe files, `*.stylize.json`, for editors: completion, help on hovering, and a warning of what the
 * engine would refuse. A file that extends another needs no key; any other needs all that have no default.
 */
export function recipeFileSchema(): object {
  const recipe = z.toJSONSchema(recipeSchema, { io: 'input', target: 'draft-7' }) as Schema;
  return {
    $schema: recipe['$schema'],
    title: 'Stylize recipe',
    description: 'A recipe of Stylize: everything that decides a result, apart from the pictures.',
    anyOf: (recipe.oneOf ?? []).map(fileSchema),
  };
}

/** The schema of a file whose recipe has a method. */
function fileSchema(whole: Schema): Schema {
  const { properties, ...partial } = asPatch(withLayerNames(whole));
  return {
    ...partial,
    properties: {
      $schema: { type: 'string', description: 'Where an editor finds the schema of recipes.' },
      extends: extendsSchema(),
      ...properties,
    },
    allOf: [{ if: { not: { required: ['extends'] } }, then: requirements(whole) }, vggLayerNames(whole)],
  };
}

function extendsSchema(): Schema {
  return {
    type: 'string',
    minLength: 1,
    description:
      'The recipe that this one changes, by its name or by a path from this folder: here stands only what is different.',
    examples: listRecipes().map(({ name }) => name),
  };
}

/** Keys that default to the file's name: see `loadRecipeFile`. */
const namedByFile: readonly string[] = ['name', 'title', 'description'];

/** Only what a schema requires, object by object. */
function requirements({ properties = {}, required = [] }: Schema): Schema {
  const nested = Object.entries(properties)
    .map(([key, value]) => [key, requirements(value)] as const)
    .filter(([key, value]) => required.includes(key) && Object.keys(value).length > 0);
  const own = required.filter((key) => !namedByFile.includes(key));
  return {
    ...(own.length > 0 && { required: own }),
    ...(nested.length > 0 && { properties: Object.fromEntries(nested) }),
  };
}

/** For a file that says only what is different: no key is required, and null removes a part. */
function asPatch(schema: Schema): Schema {
  const { required = [], oneOf, ...rest } = schema;
  // Without the key that distinguishes the alternatives, more than one may match.
  return mapped(oneOf ? { ...rest, anyOf: oneOf } : rest, (child, key) => {
    const part = asPatch(child);
    const isOptional = key !== undefined && !required.includes(key) && child.properties !== undefined;
    return isOptional ? { anyOf: [part, { type: 'null' }], description: child['description'] } : part;
  });
}

/** Offers the layers of VGG-19 where weights by layer are asked for. */
function withLayerNames(schema: Schema, name?: string): Schema {
  if (name !== 'layers') return mapped(schema, withLayerNames);
  const weight = { type: 'number', minimum: 0, description: 'The layer’s weight.' };
  const properties = Object.fromEntries(vggLayers.map((layer) => [layer, weight]));
  const anyOf = (schema.anyOf ?? []).map((kind): Schema =>
    kind.type === 'array'
      ? { ...kind, items: { type: 'string', examples: vggLayers } }
      : { ...kind, properties },
  );
  return { ...schema, anyOf };
}

/** Refuses other layers if the network is VGG-19 or similar, as far as the file and what it extends tell. */
function vggLayerNames(recipe: Schema): Schema {
  const name = { type: 'string', pattern: vggPattern.source };
  const isLoss = ([, { properties }]: [string, Schema]) => properties?.['layers'] !== undefined;
  const losses = Object.entries(recipe.properties ?? {}).filter(isLoss);
  const layers = { properties: { layers: { propertyNames: name, items: name } } };
  return {
    if: { properties: { network: { pattern: '^(embedded|vgg19)' }, extends: { pattern: '^[^/\\\\.]*$' } } },
    then: { properties: Object.fromEntries(losses.map(([key]) => [key, layers])) },
  };
}

/** A schema with its properties and alternatives changed. */
function mapped(schema: Schema, change: (child: Schema, key?: string) => Schema): Schema {
  const { properties, anyOf, oneOf, ...rest } = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, child]) => [key, change(child, key)]),
      ),
    }),
    ...(anyOf && { anyOf: anyOf.map((child) => change(child)) }),
    ...(oneOf && { oneOf: oneOf.map((child) => change(child)) }),
  };
}
