import { describe, expect, it } from 'vitest';

import { errorIn, StylizeError } from '../../../src/channel/errors';
import * as l10n from '../../../src/channel/l10n';

const portuguese = l10n.languageOf('pt-br', (template) => translations[template] ?? template);
const translations: Readonly<Record<string, string>> = {
  '{0} is {1} pixels wide.': 'Largura de {0}: {1} pixels.',
  'Save it smaller: at most {0} GB.': 'Salve-a menor: no máximo {0} GB.',
  '{0} cannot be written: {1}.': 'Não é possível gravar {0}: {1}.',
  'the disk is full': 'o disco está cheio',
  '{0} {1}': '{0} — {1}',
};

describe('a message', () => {
  it('is English by itself, and said in another language by whoever shows it', () => {
    const message = l10n.t`${'a.png'} is ${12000} pixels wide.`;

    expect(l10n.worded(message)).toBe('a.png is 12000 pixels wide.');
    expect(l10n.worded(message, portuguese)).toBe('Largura de a.png: 12000 pixels.');
  });

  it('may have messages in it, which are translated, and names, which are not', () => {
    const message = l10n.t`${'the disk is full'} cannot be written: ${l10n.t`the disk is full`}.`;

    expect(l10n.worded(message, portuguese)).toBe(
      'Não é possível gravar the disk is full: o disco está cheio.',
    );
  });

  it('writes numbers as its language does', () => {
    expect(l10n.worded(l10n.t`Save it smaller: at most ${1.5} GB.`, portuguese)).toBe(
      'Salve-a menor: no máximo 1,5 GB.',
    );
  });

  it('keeps placeholders that a name brings', () => {
    expect(l10n.worded(l10n.t`${'{1}.png'} is ${3} pixels wide.`)).toBe('{1}.png is 3 pixels wide.');
  });

  it('without a translation stays English', () => {
    expect(l10n.worded(l10n.t`There is no ${'style'}.`, portuguese)).toBe('There is no style.');
  });

  it('is joined to others in the way of the language', () => {
    expect(l10n.worded(l10n.sentences(l10n.t`One.`, l10n.t`Two.`), portuguese)).toBe('One. — Two.');
    expect(l10n.worded(l10n.lines(l10n.t`One.`, undefined, '', 'Two.'))).toBe('One.\nTwo.');
  });
});

describe('an error', () => {
  const error = new StylizeError('bad-image', l10n.t`${'a.png'} is ${9} pixels wide.`, {
    hint: l10n.t`Save it smaller: at most ${0.5} GB.`,
  });

  it('is in English for logs and scripts', () => {
    expect(error.message).toBe('a.png is 9 pixels wide.');
    expect(error.hint).toBe('Save it smaller: at most 0.5 GB.');
  });

  it('can still be said in another language after it has crossed a process', () => {
    const crossed = StylizeError.fromData(structuredClone(error.toData())).with({ file: '/a.png' });

    expect(errorIn(crossed, portuguese)).toEqual({
      message: 'Largura de a.png: 9 pixels.',
      hint: 'Salve-a menor: no máximo 0,5 GB.',
    });
  });

  it('with a fixed text has nothing but that', () => {
    const fixed = new StylizeError('usage', 'No.', { hint: 'Try another.' });

    expect(fixed.toData()).toEqual({ code: 'usage', message: 'No.', hint: 'Try another.' });
    expect(errorIn(fixed, portuguese)).toEqual({ message: 'No.', hint: 'Try another.' });
  });
});
