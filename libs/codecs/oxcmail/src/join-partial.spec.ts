import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { joinPartial, partialPlace } from './join-partial.ts';

const fragment = (text: string) => parseMime(new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n'))));
const textOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString().replaceAll('\r\n', '\n');

/** The example of RFC 2046 5.2.2.2. */
const first = `X-Weird-Header-1: Foo
From: Bill@host.com
To: joe@otherhost.com
Date: Fri, 26 Mar 1993 12:59:38 -0500 (EST)
Subject: Audio mail (part 1 of 2)
Message-ID: <id1@host.com>
MIME-Version: 1.0
Content-type: message/partial; id="ABC@host.com";
 number=1; total=2

X-Weird-Header-1: Bar
X-Weird-Header-2: Hello
Message-ID: <anotherid@foo.com>
Subject: Audio mail
MIME-Version: 1.0
Content-type: audio/basic
Content-transfer-encoding: base64

  ... first half of encoded audio data goes here ...
`;
const second = `From: Bill@host.com
To: joe@otherhost.com
Date: Fri, 26 Mar 1993 12:59:38 -0500 (EST)
Subject: Audio mail (part 2 of 2)
MIME-Version: 1.0
Message-ID: <id2@host.com>
Content-type: message/partial;
    id="ABC@host.com"; number=2; total=2

  ... second half of encoded audio data goes here ...
`;
const whole = `X-Weird-Header-1: Foo
From: Bill@host.com
To: joe@otherhost.com
Date: Fri, 26 Mar 1993 12:59:38 -0500 (EST)
Message-ID: <anotherid@foo.com>
Subject: Audio mail
MIME-Version: 1.0
Content-type: audio/basic
Content-transfer-encoding: base64

  ... first half of encoded audio data goes here ...
  ... second half of encoded audio data goes here ...
`;

describe('fragments of a message, RFC 2046 5.2.2', () => {
  it('are joined as the example prints', () => {
    expect(textOf(joinPartial([fragment(first), fragment(second)]))).toBe(whole);
  });
  it('may come in any order, and more than once', () => {
    const shuffled = [second, first, second, first].map(fragment);
    expect(textOf(joinPartial(shuffled))).toBe(whole);
  });
  it('are joined once the last has told how many there are', () => {
    const untold = first.replace('; total=2', '');
    expect(textOf(joinPartial([fragment(untold), fragment(second)]))).toBe(whole);
    expect(joinPartial([fragment(untold)])).toBeUndefined();
  });
  it.each([
    ['one is missing', [second]],
    ['there are none', []],
    ['there is a hole', [first.replace('total=2', 'total=3'), second.replace('number=2', 'number=3')]],
    ['they are of two messages', [first, second.replace('ABC', 'DEF')]],
    ['they are no fragments', ['Subject: x\n\nbody']],
  ])('make nothing where %s', (_, texts) => {
    expect(joinPartial(texts.map(fragment))).toBeUndefined();
  });
  it('keep the line ends that they came with', () => {
    const joined = joinPartial([first, second].map((text) => parseMime(new Uint8Array(Buffer.from(text)))));
    expect(Buffer.from(joined!).toString()).toBe(whole);
  });
  it('tell their place', () => {
    expect(partialPlace(fragment(second))).toEqual({ id: 'ABC@host.com', number: 2, total: 2 });
    for (const bad of ['number=0', 'number=x', 'number=99999999999', 'id=""; number=1']) {
      expect(partialPlace(fragment(`Content-Type: message/partial; ${bad}\n\nx`))).toBeUndefined();
    }
  });
});
