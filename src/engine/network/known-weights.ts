import { sha256 } from '../platform/sha256';
import type { Network } from './network';
import { convolutions } from './parameters';
import { bytesOf } from './safetensors';

const visualGeometryGroup = 'CC BY 4.0, Visual Geometry Group, University of Oxford';
const torchvision = 'BSD 3-Clause, the PyTorch contributors';

/** The licences of the published versions of VGG-19, by the `fingerprint` of the weights. */
const licenses: ReadonlyMap<string, string> = new Map(
  [
    // Caffe's and Keras' weights, for BGR: float32, and rounded to float16 and bfloat16.
    '3cf12e43abc8de9537ddd9ed8b76ce6fa53dc20008607d01a722dfcfdd44b3c7',
    '5b7b1b53a0ccb25564b16249bb7cbf9524a90df43a9d294835358c897abfdc49',
    'c1b822cda351d9ef9c714c2623326120b6017dfb90c580aedb862e51f80b7b05',
    // MatConvNet's weights, for RGB.
    'a6a9869f75098cb33f0b18184bdd57d0d36976e1e5d5c7479b02c0cbc2d219e2',
    '2b725c53e05a57648b6932ad1acb61da802cdee71d8ccbf8b6b528d2520e0b5c',
    'd2846f172b48c68998733d00f6178b66d460b170833444f6eb0738742b0e051c',
  ].map((hash) => [hash, visualGeometryGroup]),
);

/** torchvision names its file after the first digits of its SHA-256: `vgg19-dcbb9e9d.pth`. */
const torchvisionFile = 'dcbb9e9d';

/**
 * The licence of published weights, found by the weights themselves whatever the file claims; undefined when they are
 * unknown.
 *
 * @param fileSha256 that of the file which the weights come from
 */
export async function knownLicense(network: Network, fileSha256: string): Promise<string | undefined> {
  if (fileSha256.startsWith(torchvisionFile)) return torchvision;
  return licenses.get(await fingerprint(network));
}

/**
 * SHA-256, in hexadecimal, of a network's kernels up to conv3_4 and of all its biases, as little-endian float32. Any
 * further training changes them.
 */
function fingerprint({ description, parameters }: Network): Promise<string> {
  return sha256(
    ...convolutions(description).flatMap(({ name }) => {
      const { kernel, bias } = parameters.get(name)!;
      return (/^conv[123]_/.test(name) ? [kernel, bias] : [bias]).map(bytesOf);
    }),
  );
}
