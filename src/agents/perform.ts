import * as z from 'zod';

import { StylizeError } from '../channel/errors';
import type { Answer, Call } from './answer';
import { compare } from './compare';
import { getRun } from './get-run';
import { listStyles } from './list-styles';
import type { ToolName } from './names';
import { stylizeImage } from './stylize-image';
import { tools, type ToolInput } from './tools';
import type { Workshop } from './workshop';

const performers: {
  readonly [N in ToolName]: (input: ToolInput<N>, workshop: Workshop, call: Call) => Promise<Answer>;
} = {
  stylize_image: stylizeImage,
  list_styles: listStyles,
  get_run: getRun,
  compare,
};

/**
 * Does what an agent asks for.
 *
 * @throws StylizeError with a message for the model
 */
export async function perform(
  name: ToolName,
  input: unknown,
  workshop: Workshop,
  call: Call,
): Promise<Answer> {
  const read = tools[name].input.safeParse(input ?? {});
  if (!read.success) {
    throw new StylizeError('usage', `${name} cannot be called like this.\n${z.prettifyError(read.error)}`);
  }
  return performers[name](read.data as never, workshop, call);
}
