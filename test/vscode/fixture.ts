import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { writeWaves } from '../support/pictures/pictures';

/** What a person has on their disk when the tests begin. */
export interface Fixture {
  /** The folder that the window shows. */
  readonly workspace: string;
  /** A picture that is not in it. */
  readonly outside: string;
}

/** Small pictures that are quickly painted, four of them in a folder, and one that is none. */
export async function createFixture(folder: string): Promise<Fixture> {
  const workspace = join(folder, 'workspace');
  const outside = join(folder, 'elsewhere', 'outside.png');
  await mkdir(join(workspace, 'album'), { recursive: true });
  await mkdir(join(folder, 'elsewhere'));
  await writeWaves(join(workspace, 'photo.png'), 1, 256, 192);
  await writeWaves(join(workspace, 'brush.png'), 2, 200, 200);
  await writeWaves(outside, 3, 128, 96);
  for (const [index, name] of ['one', 'two', 'three', 'four'].entries()) {
    await writeWaves(join(workspace, 'album', `${name}.png`), 10 + index, 96, 72);
  }
  await writeFile(join(workspace, 'broken.png'), 'This is not a picture.');
  return { workspace, outside };
}
