import { expect, it } from 'vitest';

import { computationError } from '../../../../src/engine/runtime/computation-error';

// Messages from ONNX Runtime 1.30 and from public reports.
const outOfMemory = [
  "Non-zero status code returned while running Conv node. Name:'conv1_1' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 1207959552",
  '/onnxruntime_src/onnxruntime/core/common/safeint.h:17 static void SafeIntExceptionHandler<onnxruntime::OnnxRuntimeException>::SafeIntOnOverflow() Integer overflow; std::bad_alloc',
  "Non-zero status code returned while running Relu node. Name:'' Status Message: D:\\a\\_work\\1\\s\\onnxruntime\\core\\framework\\bfc_arena.cc:376 onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 52428800",
];

it.each(outOfMemory)('says that memory ran out, without a word of the library’s: %s', (message) => {
  const error = computationError(new Error(message), 'failed in a step');

  expect(error.code).toBe('out-of-memory');
  expect(error.message).toMatch(/^The computation failed in a step, because memory ran out[.:]/);
  expect(`${error.message} ${error.hint!}`).not.toMatch(/[\\/]|onnxruntime|\.(?:cc|h)\b|embedded/i);
  expect((error.cause as Error).message).toBe(message);
});

it('says how much was asked for', () => {
  const { message } = computationError(new Error(outOfMemory[0]), 'failed in a step');

  expect(message).toContain('no 1208 MB left');
});

it('keeps the reason of another failure, but not where in the library it arose', () => {
  const { code, message } = computationError(
    new Error(
      "Non-zero status code returned while running Gemm node. Name:'x' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/math/gemm.cc:12 onnxruntime::Gemm() Shapes do not match",
    ),
    'failed in a step',
  );

  expect(code).toBe('device-unavailable');
  expect(message).toBe('The computation failed in a step: Shapes do not match');
});
