/** VGG-19 without its classifier, as Keras applications publish it, with its checksums. */
export const defaultWeightsAddress =
  'https://storage.googleapis.com/tensorflow/keras-applications/vgg19/' +
  'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5#md5=253f8cb515780f3b799900260a226db6';
