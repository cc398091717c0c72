import { describe, expect, it } from 'vitest';
import { entityWithOnly, parseMime, withHeadersPrepended, withoutHeaders } from './index.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const latin1 = (value: Uint8Array): string => Buffer.from(value).toString('latin1');
const message = bytes('From: a@b\r\nBcc: c@d,\r\n e@f\nSubject : odd\xff \r\nbcc: g@h\r\n\r\nBcc: stays\r\n\xff');

describe('changes to a header that leave every other byte', () => {
  it('puts trace fields first, RFC 5321 4.4', () => {
    expect(latin1(withHeadersPrepended(message, ['Received: by x;\r\n now', 'X: y']))).toBe(
      `Received: by x;\r\n now\r\nX: y\r\n${latin1(message)}`,
    );
  });
  it('takes out every Bcc with its folds, and none in the body', () => {
    expect(latin1(withoutHeaders(message, ['BCC']))).toBe('From: a@b\r\nSubject : odd\xff \r\n\r\nBcc: stays\r\n\xff');
    expect(latin1(withoutHeaders(message, ['Date', 'bcc', 'Bcc']))).toBe(latin1(withoutHeaders(message, ['Bcc'])));
    expect(latin1(withoutHeaders(bytes('Bcc: a@b'), ['bcc']))).toBe('');
  });
  it('takes out a Bcc after more fields than a parser would keep', () => {
    const many = bytes(`${'A: b\r\n'.repeat(120_000)}Bcc: c@d\r\n\r\nbody`);
    expect(latin1(withoutHeaders(many, ['Bcc']))).not.toContain('Bcc');
  });
  it('cuts an entity down to the fields named, [MS-OXOSMIME] 3.1.5.1.2', () => {
    const entity = parseMime(message);
    expect(latin1(entityWithOnly(entity, ['subject', 'from']))).toBe(
      'From: a@b\r\nSubject : odd\xff \r\n\r\nBcc: stays\r\n\xff',
    );
    const last = entity.headers.last('bcc')!.start;
    expect(latin1(entityWithOnly(entity, (_, index) => entity.headers.at(index)!.start === last))).toBe(
      'bcc: g@h\r\n\r\nBcc: stays\r\n\xff',
    );
    expect(latin1(entityWithOnly(parseMime(bytes('A: b\nC: d\n\nbody')), ['c']))).toBe('C: d\n\nbody');
    expect(latin1(entityWithOnly(parseMime(bytes('no header')), ['c']))).toBe('\r\nno header');
  });
});
