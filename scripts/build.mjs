// Bundles into dist/, and lists the third-party packages in the extension, for people and for programs.
import { bundle } from './package/bundle.mjs';
import { writeInventory } from './package/inventory.mjs';
import { root } from './prepare.mjs';

const { extension } = await bundle(root);
await writeInventory(root, extension);
