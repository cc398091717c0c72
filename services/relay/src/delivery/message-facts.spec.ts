import { describe, expect, it } from 'vitest';
import { messageFacts } from './message-facts.ts';

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

  it('counts bytes', async () => expect((await factsOf('A: b\r\n\r\nxyz', 3)).size).toBe(11));
});
