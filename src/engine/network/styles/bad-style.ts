import type { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { badWeights } from '../weights-access';

const styleHint = l10n.t`Stylize imports fast styles of PyTorch’s example ${'fast_neural_style'} (.pth, .safetensors), of deeplearn.js (${'manifest.json'}), and ONNX models with one picture in and one out.`;

/** The error for a file that is no fast style. Names the file and the reason, and says what to do. */
export const badStyle = (path: string, reason: l10n.Words, cause?: unknown): StylizeError =>
  badWeights(path, reason, { hint: styleHint, cause });
