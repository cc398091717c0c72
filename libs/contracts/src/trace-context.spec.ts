import { describe, expect, it } from 'vitest';
import { isTraceparent } from './trace-context.ts';

const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

describe('traceparent, W3C Trace Context 3.2', () => {
  it.each([
    ["the recommendation's examples, sampled", '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ["the recommendation's examples, not sampled", '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'],
    ['a version to come', `cc-${ids}-01`],
    ['a version to come with more fields', `cc-${ids}-01-what-the-future-will-be-like`],
  ])('takes %s', (_, value) => expect(isTraceparent(value)).toBe(true));

  /** From the test suite of the W3C working group, test/test.py. */
  it.each([
    ['version ff', `ff-${ids}-01`],
    ['a version that is not hexadecimal', `.0-${ids}-01`],
    ['upper case', `00-${ids.toUpperCase()}-01`],
    ['more fields in version 00', `00-${ids}-01-what`],
    ['text behind the flags in a version to come', `cc-${ids}-01.what`],
    ['a trace id of zeros', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
    ['a parent id of zeros', '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'],
    ['a short trace id', '00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01'],
    ['flags of one digit', `00-${ids}-1`],
    ['space around it', ` 00-${ids}-01`],
    ['nothing', ''],
  ])('ignores %s', (_, value) => expect(isTraceparent(value)).toBe(false));
});
