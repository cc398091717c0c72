import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { htmlBody, resolverOf, textBody, toMessageObject } from './index.ts';

describe('the forms of a body, [MS-OXBBODY] 2.1', () => {
  const of = (headers: string, body: Uint8Array) => {
    const source = new Uint8Array(Buffer.concat([Buffer.from(`${headers}\r\n\r\n`), body]));
    const message = toMessageObject(parseMime(source), { bodyInlineLimit: 4 });
    return [textBody(message, resolverOf(source)), htmlBody(message, resolverOf(source))];
  };
  it('are one made from the other, read by their charset from where they lie', () => {
    const koi8 = Uint8Array.of(0x3c, 0x70, 0x3e, 0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4);
    expect(of('Content-Type: text/html; charset=koi8-r', koi8)).toEqual(['Привет', '<p>Привет']);
    expect(of('Content-Type: text/plain; charset=koi8-r', koi8.subarray(3))).toEqual(['Привет', undefined]);
    expect(of('Content-Type: image/png', koi8)).toEqual(['', undefined]);
  });
});
