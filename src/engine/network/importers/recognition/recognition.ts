import type { Convolution, NetworkDescription } from '../../network';
import { convolutions, describeShape, sameShape } from '../../parameters';
import { caffe, type Convention, keras, torchvision } from './conventions';
import { hwio, type KernelOrder, oihw } from './kernel-order';
import { type ForeignLayer, type ForeignTensor, layersOf, partsOf } from './layers';

/** Where a file holds the parameters of one of the network's convolutions. */
export interface Match<Tensor extends ForeignTensor> {
  readonly convolution: Convolution;
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

/** A network found in a file, before reading any values. */
export interface Recognition<Tensor extends ForeignTensor> {
  readonly matches: readonly Match<Tensor>[];
  readonly kernelOrder: KernelOrder;
  /** Undefined when the names are unknown. */
  readonly convention: Convention | undefined;
  /** The part of the file that contains it, such as `model.encoder`. */
  readonly place: string;
  readonly hasClassifier: boolean;
}

export interface RecognitionOptions {
  /** The network to find. The file may lack its last layers. */
  readonly expected: NetworkDescription;
  /** The kernel orders that a file of this format may use. */
  readonly kernelOrders: readonly KernelOrder[];
}

/** Why a file does not contain the network, in words. */
export class NotRecognized extends Error {}

const conventions: readonly Convention[] = [keras, caffe, torchvision];

/** The first seven convolutions, up to conv3_3, are the same in VGG-16. */
const fewestConvolutions = 8;
/** Bounds on what a hostile file can make us compare. */
const bounds = { layers: 4096, places: 64, depth: 6, classifier: 4 };

/**
 * Finds the expected network among a file's tensors: by its layers' names if they follow a known convention, otherwise by
 * the shapes of the convolutions in order. It may be in any part of the file; that part may also contain a classifier,
 * but nothing else.
 *
 * @param tensors by name, in the file's order
 * @throws NotRecognized when it is another network
 */
export function recognize<Tensor extends ForeignTensor>(
  tensors: Iterable<readonly [name: string, tensor: Tensor]>,
  options: RecognitionOptions,
): Recognition<Tensor> {
  const layers = layersOf(tensors).filter(({ kind }) => kind !== 'constants');
  if (layers.length > bounds.layers) throw new NotRecognized(`it has ${layers.length} layers`);
  let first: NotRecognized | undefined;
  for (const part of partsOfFile(layers)) {
    try {
      return recognizePart(part, options);
    } catch (error) {
      if (!(error instanceof NotRecognized)) throw error;
      first ??= error;
    }
  }
  throw first ?? new NotRecognized('it has no convolutions');
}

/** The whole file, then the part below each name, outermost first. */
function partsOfFile<Layer extends { readonly name: string }>(
  layers: readonly Layer[],
): (readonly Layer[])[] {
  const parts = new Map<string, Layer[]>();
  for (let depth = 0; depth <= bounds.depth; depth++) {
    for (const layer of layers) {
      const path = partsOf(layer.name);
      if (path.length <= depth && depth > 0) continue;
      const place = path.slice(0, depth).join('.');
      const part = parts.get(place);
      if (part) part.push(layer);
      else if (parts.size < bounds.places) parts.set(place, [layer]);
    }
  }
  return [...parts.values()];
}

function recognizePart<Tensor extends ForeignTensor>(
  part: readonly ForeignLayer<Tensor>[],
  { expected, kernelOrders }: RecognitionOptions,
): Recognition<Tensor> {
  const wanted = convolutions(expected);
  const all = part.filter(({ kind }) => kind === 'convolution');
  const kernelOrder = orderOf(all, wanted[0]!, kernelOrders);
  const classifier = classifierOf(all, kernelOrder);
  const found = all.filter((layer) => !classifier.has(layer));
  if (found.length === 0) throw new NotRecognized('it has no convolutions');
  const convention = conventionOf(found, expected);
  const layers = convention ? named(found, convention, expected) : ordered(found, wanted, kernelOrder);
  const names = convention?.layerNames(expected);
  const others = part.filter(({ kind }) => kind === 'other').map(({ name }) => name);
  if (others.length > 0) {
    throw new NotRecognized(
      `it has ${enumerate(others)} besides its convolutions: batch normalization, or something else that ${expected.title} does not have`,
    );
  }
  return {
    matches: layers.map((layer, at) => toMatch(layer, names?.[at] ?? layer.name, wanted[at]!, kernelOrder)),
    kernelOrder,
    convention,
    place: placeOf(layers),
    hasClassifier: classifier.size > 0 || part.some(({ kind }) => kind === 'dense'),
  };
}

function orderOf(
  layers: readonly ForeignLayer<ForeignTensor>[],
  first: Convolution,
  orders: readonly KernelOrder[],
): KernelOrder {
  const begins = (order: KernelOrder) =>
    layers.some(({ kernel }) => sameShape(kernel!.shape, order.shape(first)));
  return orders.find(begins) ?? orders[0]!;
}

/** A classifier stored as convolutions: one that reads all of the last features (7×7), and those that read its outputs. */
function classifierOf<Layer extends ForeignLayer<ForeignTensor>>(
  layers: readonly Layer[],
  order: KernelOrder,
): Set<Layer> {
  const axes = layers.map((layer) => ({ layer, ...order.axes(layer.kernel!.shape) }));
  const features = new Set(axes.filter(({ width }) => width === 3).map(({ outputs }) => outputs));
  const found = new Set<Layer>();
  const outputs = new Set<number>();
  for (let depth = 0; depth < bounds.classifier; depth++) {
    for (const { layer, inputs, outputs: own, height, width } of axes) {
      const reads = width === 7 ? features.has(inputs) : width === 1 && outputs.has(inputs);
      if (height !== width || !reads || found.has(layer)) continue;
      found.add(layer);
      outputs.add(own);
    }
  }
  return found;
}

const localName = (name: string): string => partsOf(name).at(-1) ?? '';

/** The convention that most of the layers' names follow, if there is one. */
function conventionOf(
  layers: readonly ForeignLayer<ForeignTensor>[],
  expected: NetworkDescription,
): Convention | undefined {
  const known = (convention: Convention) => {
    const names = new Set(convention.layerNames(expected).map(localName));
    return layers.filter(({ name }) => names.has(localName(name))).length;
  };
  const best = conventions.reduce((best, other) => (known(other) > known(best) ? other : best));
  return 2 * known(best) > layers.length ? best : undefined;
}

/** The layers in the network's order, by name: all of them, or the first ones. */
function named<Layer extends ForeignLayer<ForeignTensor>>(
  layers: readonly Layer[],
  convention: Convention,
  expected: NetworkDescription,
): Layer[] {
  const wanted = convention.layerNames(expected);
  const byName = new Map(layers.map((layer) => [localName(layer.name), layer]));
  const found = wanted.flatMap((name) => byName.get(localName(name)) ?? []);
  const end = wanted.findLastIndex((name) => byName.has(localName(name))) + 1;
  const extra = layers.filter((layer) => !found.includes(layer)).map(({ name }) => name);
  const isEnough = end === wanted.length || end >= fewestConvolutions;
  const missing = wanted.slice(0, isEnough ? end : undefined).filter((name) => !byName.has(localName(name)));
  if (missing.length === 0 && extra.length === 0) return found;

  const reasons = [
    ...(missing.length > 0 ? [`it has no ${enumerate(missing)}`] : []),
    ...(extra.length > 0 ? [`it has unknown layers: ${enumerate(extra)}`] : []),
  ];
  const sixteen = convention.layerNames(vgg16(expected)).map(localName);
  const isVgg16 = layers.length === sixteen.length && sixteen.every((name) => byName.has(name));
  throw new NotRecognized(reasons.join(', and ') + (isVgg16 ? '. This looks like VGG-16' : ''));
}

/** The layers in whichever order fits the network's shapes: that of their names, or the file's. */
function ordered<Layer extends ForeignLayer<ForeignTensor>>(
  layers: readonly Layer[],
  wanted: readonly Convolution[],
  order: KernelOrder,
): readonly Layer[] {
  const byName = layers.toSorted((a, b) => naturally.compare(a.name, b.name));
  const mismatch = (candidate: readonly Layer[]) =>
    candidate.findIndex(
      ({ kernel }, at) => !(wanted[at] && sameShape(kernel!.shape, order.shape(wanted[at]))),
    );
  const fitting = [byName, layers].find((candidate) => mismatch(candidate) < 0);
  if (fitting && (fitting.length === wanted.length || fitting.length >= fewestConvolutions)) return fitting;
  if (fitting) throw new NotRecognized(`it has only ${fitting.length} convolutions`);
  const at = mismatch(byName);
  const { name, kernel } = byName[at]!;
  const found = describeShape(kernel!.shape.slice(0, 8));
  const place = wanted[at];
  throw new NotRecognized(
    place
      ? `${quote(name)} is ${found} instead of ${describeShape(order.shape(place))} (${place.name})`
      : `it has ${layers.length} convolutions, not ${wanted.length}`,
  );
}

const naturally = new Intl.Collator('en', { numeric: true });

function toMatch<Tensor extends ForeignTensor>(
  { kernel, bias }: ForeignLayer<Tensor>,
  name: string,
  convolution: Convolution,
  order: KernelOrder,
): Match<Tensor> {
  const layer = quote(name);
  return {
    convolution,
    kernel: checkShape(`${layer}'s kernel`, kernel, order.shape(convolution), order === hwio),
    bias: checkShape(`${layer}'s bias`, bias, [convolution.outputChannels]),
  };
}

function checkShape<Tensor extends ForeignTensor>(
  what: string,
  tensor: Tensor | undefined,
  shape: readonly number[],
  isHwio = false,
): Tensor {
  if (!tensor) throw new NotRecognized(`${what} is missing`);
  if (sameShape(tensor.shape, shape)) return tensor;
  const found = describeShape(tensor.shape.slice(0, 8));
  // Keras also published kernels for Theano, which are [out, in, 3, 3] and flipped: reordering is not enough.
  const isTheanos = isHwio && oihw.axes(tensor.shape).height === 3 && oihw.axes(tensor.shape).width === 3;
  const theano = isTheanos ? ': the file is in the Theano ordering (th), not TensorFlow’s (tf)' : '';
  throw new NotRecognized(`${what} is ${found}, not ${describeShape(shape)}${theano}`);
}

/** VGG-19 without the last convolutions of its last three blocks (Simonyan & Zisserman 2014, configuration D). */
function vgg16(vgg19: NetworkDescription): NetworkDescription {
  return { ...vgg19, layers: vgg19.layers.filter(({ name }) => !/^(?:conv|relu)[345]_4$/.test(name)) };
}

/** The common prefix of all layers, without the parts that a format always has. */
function placeOf(layers: readonly { readonly name: string }[]): string {
  const paths = layers.map(({ name }) => partsOf(name).slice(0, -1));
  const shared = paths.reduce((common, path) =>
    common.slice(0, common.findIndex((part, i) => part !== path[i]) >>> 0),
  );
  return shared.filter((part) => !/^(?:features|model_weights|layers)$/.test(part)).join('.');
}

/** The first few names, and a count of the others. */
function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 4).map(quote);
  return shown.join(', ') + (names.length > shown.length ? ` (and ${names.length - shown.length} more)` : '');
}

const quote = (name: string): string => name.slice(0, 60);
