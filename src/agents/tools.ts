import * as z from 'zod';

import { mostStyles } from '../recipe/styles';
import type { ToolName } from './names';

/** Most pictures on one sheet: more would be too small to judge. */
export const mostCompared = 6;

const waitSeconds = z.int().min(0).max(3600);

const stylizeImage = z.strictObject({
  image: z
    .string()
    .min(1)
    .describe('The picture to paint: a path, relative to the workspace folder or absolute inside it.'),
  styles: z
    .array(
      z.strictObject({
        style: z
          .string()
          .min(1)
          .describe(
            'The name of a style that list_styles lists, or the path of any picture in the workspace.',
          ),
        weight: z
          .number()
          .positive()
          .optional()
          .describe('Its share of a mix, relative to the others. Default 1.'),
      }),
    )
    .min(1)
    .max(mostStyles)
    .describe('What the painting is to look like. One style, or several to mix.'),
  size: z
    .int()
    .min(16)
    .max(16384)
    .optional()
    .describe(
      'Longest side of the result in pixels. Default 512; twice the size takes about four times as long.',
    ),
  recipe: z
    .string()
    .min(1)
    .optional()
    .describe('The name of a recipe that list_styles lists, or the path of a recipe file. Default studio.'),
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'Other values of the recipe by key, for example {"style.weight": 3} for more style, {"style.scale": 0.5} for finer strokes, {"colors": "content"} to keep the colours of the picture, {"iterations": 200}.',
    ),
  output: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Where to save the result: a path in the workspace that ends in .png, .jpg, .webp, .tiff or .avif. No file is ever replaced. Default: next to the picture, as NAME.stylized.png.',
    ),
  wait_seconds: waitSeconds
    .optional()
    .describe(
      'How long to wait for the result, in seconds. A run that takes longer goes on, and get_run tells of it. Default 50.',
    ),
});

const listStyles = z.strictObject({});

const getRun = z.strictObject({
  run: z.string().min(1).optional().describe('The id of a run. Left out: the latest runs.'),
  wait_seconds: waitSeconds
    .optional()
    .describe('How long to wait for the end of the run, in seconds. Default 0: answer at once.'),
});

const compare = z.strictObject({
  pictures: z
    .array(z.string().min(1))
    .min(1)
    .max(mostCompared)
    .describe(
      'Pictures to show: paths in the workspace, or ids of runs, which stand for their results. The pictures that the runs have painted come first on the sheet.',
    ),
});

export interface Tool<Input extends z.ZodType = z.ZodType> {
  readonly title: string;
  /** For the model, which reads English. */
  readonly description: string;
  readonly input: Input;
  /** Whether it writes nothing. */
  readonly isReadOnly: boolean;
}

/** What an agent can ask for, in VS Code and over MCP alike. */
export const tools = {
  stylize_image: {
    title: 'Stylize Image',
    description:
      'Paints a picture in the style of one or more other pictures (neural style transfer), on this machine and offline. Saves the result as a new file and answers with its path and a small copy of the picture. Takes from seconds to minutes. Use list_styles first unless the style is a picture of the workspace.',
    input: stylizeImage,
    isReadOnly: false,
  },
  list_styles: {
    title: 'List Styles',
    description:
      'Lists the styles that ship with Stylize, with a picture of them, the recipes (methods of painting), and the networks that are installed.',
    input: listStyles,
    isReadOnly: true,
  },
  get_run: {
    title: 'Get Run',
    description:
      'Tells how far a run of stylize_image is, or how it has ended, with a small copy of its picture if there is one. Without an id it lists the latest runs.',
    input: getRun,
    isReadOnly: true,
  },
  compare: {
    title: 'Compare Pictures',
    description:
      'Puts results, originals and other pictures of the workspace side by side on one labelled sheet, to judge them together.',
    input: compare,
    isReadOnly: true,
  },
} as const satisfies Readonly<Record<ToolName, Tool>>;

/** What a tool takes, checked. */
export type ToolInput<N extends ToolName> = z.output<(typeof tools)[N]['input']>;

/** The JSON Schema of what a tool takes. */
export function inputSchema(name: ToolName): { readonly type: 'object'; [key: string]: unknown } {
  const schema = z.toJSONSchema(tools[name].input, { target: 'draft-7', io: 'input' });
  delete schema.$schema;
  return { ...schema, type: 'object' };
}
