import { describe, expect, it } from 'vitest';
import { messageFacts, unsendable } from './message-facts.ts';

const factsOf = (text: string, chunk = 1000) =>
  messageFacts(
    (async function* () {
      const bytes = Buffer.from(text, 'latin1');
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    })(),
  );

describe('facts of a message', () => {
  it('counts Received fields of the header, in any case, RFC 5321 6.3', async () => {
    const text = 'Received: a\r\nrEcEiVeD: b\r\n\tfolded\r\nX-Received: c\r\nReceived-SPF: d\r\n\r\nReceived: body\r\n';
    expect((await factsOf(text)).received).toBe(2);
    expect((await factsOf(text, 1)).received).toBe(2);
  });

  it('tells 8-bit bytes of the body from those of the header', async () => {
    expect(await factsOf('A: b\r\n\r\n\xe9\r\n')).toMatchObject({ eightBit: true, eightBitHeader: false });
    expect(await factsOf('A: \xe9\r\n\r\nb\r\n')).toMatchObject({ eightBit: true, eightBitHeader: true });
    expect(await factsOf('A: b\r\n\r\nc\r\n')).toMatchObject({ eightBit: false, eightBitHeader: false });
  });

  it.each(['a\nb', 'a\rb', 'a\r', 'a\r\r\n', '\n', 'a\r\n\n'])('finds the bare line end of %j', async (text) => {
    expect((await factsOf(text)).bareLineEnd).toBe(true);
    expect((await factsOf(text, 1)).bareLineEnd).toBe(true);
  });

  it.each(['', 'a', 'a\r\n', '\r\n\r\n', 'a\r\n.\r\nb'])('finds none in %j', async (text) => {
    expect((await factsOf(text, 1)).bareLineEnd).toBe(false);
  });

  it.each<[string, object]>([
    ['', { part: 'header', number: 1, bytes: 0 }],
    ['A: b\r\nLong: er\r\n\r\nabc\r\n', { part: 'header', number: 2, bytes: 8 }],
    ['A: b\r\n\r\nabc\r\n\r\nabcdef\r\nghijkl\r\n', { part: 'body', number: 3, bytes: 6 }],
    ['A: b\r\n\r\nabc\r\nabcdef', { part: 'body', number: 2, bytes: 6 }],
    ['\r\n\0\0\0\r\n', { part: 'body', number: 1, bytes: 3 }],
  ])('finds the longest line of %j', async (text, longestLine) => {
    expect(await factsOf(text)).toMatchObject({ longestLine });
    expect(await factsOf(text, 1)).toMatchObject({ longestLine });
  });

  it('counts bytes', async () => expect((await factsOf('A: b\r\n\r\nxyz', 3)).size).toBe(11));
});

describe('bytes that no host may get', () => {
  const body = (length: number) => `A: b\r\n\r\nshort\r\n${'x'.repeat(length)}\r\n`;

  it.each([
    [998, 998, undefined],
    [999, 998, 'line 2 of the body has 999 bytes, and a line may have 998'],
    [5000, 0, undefined],
  ])('a line of %i where %i are allowed: %j', async (length, longest, reason) => {
    expect(unsendable(await factsOf(body(length)), longest)).toBe(reason);
  });

  it('are not found by a job whose facts tell of no line', async () => {
    const { longestLine: _, ...before } = await factsOf(body(5000));
    expect(unsendable(before, 998)).toBeUndefined();
  });
});
