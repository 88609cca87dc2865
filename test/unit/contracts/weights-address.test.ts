import { expect, test } from 'vitest';

import { contributes } from '../../../package.json';
import { defaultWeightsAddress } from '../../../src/contracts/weights-address';
import { parseAddress } from '../../../src/engine/node/download/address';

test('the address of the weights is that of the setting, and says what the file has to be', () => {
  expect(contributes.configuration.properties['stylize.weights.url'].default).toBe(defaultWeightsAddress);
  expect(parseAddress(defaultWeightsAddress)).toMatchObject({
    host: 'storage.googleapis.com',
    fileName: 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
    checksums: [{ algorithm: 'md5', value: '253f8cb515780f3b799900260a226db6' }],
  });
});
