// Redraws the pictures in docs/ with the built engine: `node tools/documentation/build-and-draw.mjs colors`.
import { buildAndDraw } from '../build-and-draw.mjs';

await buildAndDraw('documentation', '');
