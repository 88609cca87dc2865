import * as z from 'zod';

import { layerPattern, vggBlocks } from '../../recipe/layers';
import { without } from '../../recipe/plain-object';
import { recipeSchema } from '../../recipe/recipe';
import { listRecipes } from './catalog';

/** The part of JSON Schema (draft 7) that is worked with here. */
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
 * engine would refuse. A file that extends another need not have any key; one that does not must have all that have
 * no default.
 */
export function recipeFileSchema(): object {
  const recipe = z.toJSONSchema(recipeSchema, { io: 'input', target: 'draft-7' }) as Schema;
  const { $schema, ...whole } = recipe;
  const { properties, ...partial } = withoutRequired(withLayerNames(whole, []));
  return {
    $schema,
    title: 'Stylize recipe',
    description: 'A recipe of Stylize: everything that decides a result, apart from the pictures.',
    ...partial,
    properties: {
      $schema: { type: 'string', description: 'Where an editor finds the schema of recipes.' },
      extends: extendsSchema(),
      ...properties,
      scales: {
        anyOf: [properties!['scales']!, { type: 'null' }],
        description: describe(properties, 'scales'),
      },
    },
    if: { not: { required: ['extends'] } },
    then: requirements(whole),
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

const describe = (properties: Schema['properties'], key: string) => properties?.[key]?.['description'];

/** Named by the file where a recipe does not say: see `loadRecipeFile`. */
const namedByFile: readonly string[] = ['name', 'title', 'description'];

/** What a schema requires, object by object, and nothing else. */
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

/** Without what tells alternatives apart, more than one may fit. */
function withoutRequired(schema: Schema): Schema {
  const { oneOf, ...rest } = without(schema, 'required') as Schema;
  return mapped(oneOf ? { ...rest, anyOf: oneOf } : rest, (child) => withoutRequired(child));
}

/** Offers the layers of VGG-19 where weights by layer are asked for. */
function withLayerNames(schema: Schema, path: readonly string[]): Schema {
  if (path.at(-1) !== 'layers') {
    return mapped(schema, (child, key) => withLayerNames(child, key === undefined ? path : [...path, key]));
  }
  const names = vggBlocks.flatMap((count, block) =>
    Array.from({ length: count }, (_, i) => `relu${block + 1}_${i + 1}`),
  );
  const name = { type: 'string', pattern: layerPattern.source };
  const weight = { type: 'number', minimum: 0, description: 'The layer’s weight.' };
  const anyOf = (schema.anyOf ?? []).map((kind): Schema =>
    kind.type === 'array'
      ? { ...kind, items: { ...name, examples: names } }
      : {
          ...kind,
          propertyNames: name,
          properties: Object.fromEntries(names.map((layer) => [layer, weight])),
        },
  );
  return { ...schema, anyOf };
}

/** A schema with its parts changed: properties, by their names, and alternatives. */
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
