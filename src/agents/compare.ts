import { StylizeError } from '../channel/errors';
import type { ContactSheetCell } from '../contracts/contact-sheet';
import type { Answer, Call } from './answer';
import { drawnSheet } from './pictures';
import type { ToolInput } from './tools';
import { runData } from './words';
import type { AgentRun, Workshop } from './workshop';

/** Results, originals and other pictures, side by side. */
export async function compare(
  { pictures }: ToolInput<'compare'>,
  workshop: Workshop,
  call: Call,
): Promise<Answer> {
  const runs = pictures.map((text) => workshop.runs.find(({ id }) => id === text));
  const cells = await Promise.all(
    pictures.map(async (text, index) => {
      const run = runs[index];
      return run ? resultCell(run) : pictureCell(text, workshop);
    }),
  );
  const named = runs.filter((run) => run !== undefined);
  const originals = new Map(named.map(({ report }) => [report.content.address, report.content]));
  const sources = await Promise.all(
    [...originals.values()].map(async (content) => ({
      title: 'original',
      notes: [content.name],
      picture: await workshop.pathOf(content),
    })),
  );
  const listed = [...sources, ...cells].map(({ title, notes }) => [title, ...notes].join(', '));
  return {
    text: [
      'On the sheet, from left to right and from top to bottom:',
      ...listed.map((line) => `- ${line}`),
    ].join('\n'),
    data: { pictures: listed, runs: named.map(runData) },
    picture: await drawnSheet({ sources, rows: [cells] }, workshop, call),
  };
}

interface Cell extends ContactSheetCell {
  readonly title: string;
  readonly notes: string[];
}

/** @throws StylizeError `usage` for a run without a picture */
function resultCell({ id, report }: AgentRun): Cell {
  const { picture, styles, recipe, iteration } = report;
  if (!picture) {
    throw new StylizeError('usage', `Run ${id} has no picture yet.`, {
      hint: `get_run tells how far it is.`,
    });
  }
  return {
    title: `run ${id}`,
    notes: [`${styles.join(' and ')}, ${recipe}, ${iteration} iterations`],
    picture: picture.path,
  };
}

async function pictureCell(text: string, workshop: Workshop): Promise<Cell> {
  const picture = await workshop.picture(text);
  return { title: picture.name, notes: [], picture: await workshop.pathOf(picture) };
}
