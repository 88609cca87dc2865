// Redraws the pictures of docs/ with the engine as it was built: `node tools/documentation/build-and-draw.mjs colors`.
import { buildAndDraw } from '../build-and-draw.mjs';

await buildAndDraw('documentation', '');
