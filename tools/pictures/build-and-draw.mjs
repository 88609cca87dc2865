// Redraws the pictures that ship with Stylize: `node tools/pictures/build-and-draw.mjs [name ...]` (all by default).
import { buildAndDraw } from '../build-and-draw.mjs';

await buildAndDraw('pictures', 'media');
