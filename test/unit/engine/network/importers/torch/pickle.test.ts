import { describe, expect, test } from 'vitest';

import { PickleError, unpickle } from '../../../../../../src/engine/network/importers/torch/pickle';

const none = new Map<string, null>();

/** A pickle of protocol 2 in the notation of Python's bytes, without its two first bytes. */
function pickle(program: string): Buffer {
  return Buffer.from(`\x80\x02${program}`, 'latin1');
}

test('what Python pickled comes back', () => {
  // Python 3.11: pickle.dumps(value, 2).hex()
  const bytes = Buffer.from(
    '80027d71002858040000006e6f6e6571014e5805000000666c61677371025d71032888896558070000006e756d626572737104284b004bff' +
      '4dffff4affffffff8a060000000000018a060000000000ff8a0b0000000000000000000001473fb999999999999a74710558030000006f' +
      '6e6571064b01857107580300000074776f71084b014b0286710958050000007468726565710a4b014b024b0387710b5805000000656d70' +
      '7479710c295d710d7d710e87710f580400000074657874711058070000004772c3bcc39f65711158060000006e657374656471127d7113' +
      '58010000006171145d71157d7116580100000062711763636f6c6c656374696f6e730a4f726465726564446963740a7118295271195801' +
      '00000078711a4b01737361735805000000616761696e711b681358040000006c697374711c5d711d284b004b014b0265752e',
    'hex',
  );
  const globals = new Map([['collections.OrderedDict', () => new Map()]]);

  const { value, end } = unpickle(bytes, 0, { globals });

  const nested = new Map([['a', [new Map([['b', new Map([['x', 1]])]])]]]);
  expect(value).toEqual(
    new Map<string, unknown>([
      ['none', null],
      ['flags', [true, false]],
      ['numbers', [0, 255, 65535, -1, 2 ** 40, -(2 ** 40), 2n ** 80n, 0.1]],
      ['one', [1]],
      ['two', [1, 2]],
      ['three', [1, 2, 3]],
      ['empty', [[], [], new Map()]],
      ['text', 'Grüße'],
      ['nested', nested],
      ['again', nested],
      ['list', [0, 1, 2]],
    ]),
  );
  expect(end).toBe(bytes.length);
});

test('one of several pickles ends where the next begins', () => {
  const bytes = Buffer.concat([pickle('K\x01.'), pickle('K\x02.')]);

  const first = unpickle(bytes, 0, { globals: none });

  expect(first.value).toBe(1);
  expect(unpickle(bytes, first.end, { globals: none }).value).toBe(2);
});

describe('a pickle is refused', () => {
  test.each<[string, string, string]>([
    [
      'that would run a command',
      'cos\nsystem\n(X\x07\0\0\0rm -rf~tR.',
      'it asks for "os.system", which a state dictionary does not need',
    ],
    ['that would run a builtin', 'c__builtin__\neval\n.', 'it asks for "__builtin__.eval"'],
    ['that makes an object of any class', '(i__main__\nEvil\n.', 'the instruction "i"'],
    ['that calls a method of an object', '}}b\x81.', 'the instruction'],
    ['that looks a global up on the stack', 'X\x02\0\0\0osX\x06\0\0\0system\x93.', 'the instruction'],
    ['that calls what it has built', ')K\x01R.', 'it calls something that is not callable'],
    ['that refers to something outside', 'K\x01Q.', 'it refers to something outside'],
    ['of another protocol', '\x80\x04.', 'it is not of protocol 2'],
    ['that recalls what was never kept', 'h\x05.', 'it recalls a value that it has not memorized'],
    ['without the mark that it closes', 't.', 'a mark is missing'],
    ['that appends to a number', 'K\x01K\x02a.', 'it appends to something that is not a list'],
    ['that sets an item of a list', ']K\x01K\x02s.', 'it sets an item of something that is not a dictionary'],
    ['with a key without a value', '}(K\x01u.', 'a key has no value'],
    ['that takes from an empty stack', '0.', 'the instruction "0"'],
    ['that returns nothing', '.', 'its stack is empty'],
    ['that takes more than there is', 'K\x01\x87.', 'its stack is empty'],
    ['with a text longer than itself', 'X\xff\xff\xff\x7f.', 'it ends too early'],
    ['with a number longer than itself', '\x8a\x30.', 'it ends too early'],
    ['without an end', 'K\x01', 'it ends too early'],
    ['whose global has no end', 'cos', 'it ends too early'],
  ])('%s', (_name, program, reason) => {
    const reading = () => unpickle(pickle(program), 0, { globals: none });

    expect(reading).toThrow(PickleError);
    expect(reading).toThrow(reason);
  });
});
