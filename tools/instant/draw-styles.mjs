// Draws the bundled styles with other random numbers, to train on: `node tools/instant/draw-styles.mjs FOLDER [VERSIONS]` (3 by default).
import { bundled } from '../build-and-draw.mjs';

const [folder, versions = '3'] = process.argv.slice(2);
if (!folder) throw new Error('usage: draw-styles.mjs FOLDER [VERSIONS]');
const { drawVariations } = await bundled('pictures');
await drawVariations(folder, Number(versions));
