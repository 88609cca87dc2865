import type { ContactSheet } from '../contracts/contact-sheet';
import type { AnswerPicture, Call } from './answer';
import type { Workshop } from './workshop';

/** Longest side, in pixels. Models see no more of a picture. */
const longestSide = 1024;
/** Clients refuse answers of more than about a megabyte, and Base64 adds a third. */
const mostBytes = 600_000;

/** A small copy of a picture file, to send. */
export async function smallCopy(path: string, workshop: Workshop, { signal }: Call): Promise<AnswerPicture> {
  const { bytes } = await workshop.request('smallCopy', { path, longestSide, mostBytes }, { signal });
  return { bytes, mimeType: 'image/jpeg' };
}

/** A contact sheet, to send. */
export async function drawnSheet(
  sheet: Omit<ContactSheet, 'output'>,
  workshop: Workshop,
  call: Call,
): Promise<AnswerPicture> {
  const file = await workshop.temporaryFile('sheet.png');
  try {
    await workshop.request(
      'contactSheet',
      { ...sheet, output: { path: file.path } },
      { signal: call.signal },
    );
    return await smallCopy(file.path, workshop, call);
  } finally {
    await file.remove();
  }
}
