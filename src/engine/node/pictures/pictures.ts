import type { Pictures } from '../../platform/pictures';

/** Pictures by sharp, which is libvips. It is loaded when it is first needed. */
export const pictures: Pictures = {
  open: async (file) => (await import('./decode')).openPictureFile(file),
  readXmp: async (bytes) => (await import('./decode')).readXmp(bytes),
  encode: async (...args) => (await import('./encode')).encodePixels(...args),
  drawText: async (...args) => (await import('./draw')).drawText(...args),
  compose: async (...args) => (await import('./draw')).compose(...args),
};
