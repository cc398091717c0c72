import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type XmlElement, XmlError, type XmlNode, readXml, writeXml, xmlText } from './index.ts';

const runs = (usual: number): number => Number(process.env['POSTBUS_FUZZ_RUNS'] ?? usual);
const name = fc.constantFrom('a', 'b', 'é', '_1', 'c-d.e');
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((one) => one.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
const { node } = fc.letrec<{ node: XmlNode }>((tie) => ({
  node: fc.record({
    name,
    attributes: fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 3 }),
    content: fc.oneof({ depthSize: 'small' }, text, fc.array(tie('node'), { maxLength: 3 })),
  }),
}));
const pieces = fc.string({
  unit: fc.constantFrom(
    ...Array.from('<>/ab ="\'&;#x0![]-?:\r\n'),
    '<a>',
    '</a>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '&amp;',
    'xmlns',
    '<!DOCTYPE',
  ),
  maxLength: 40,
});

function nodeOf({ name, attributes, children, text }: XmlElement): XmlNode {
  return { name, attributes: [...attributes], content: children.length > 0 ? children.map(nodeOf) : text };
}
const withoutEmpty = ({ content, ...rest }: XmlNode): unknown => ({
  ...rest,
  content: typeof content === 'string' ? content : content!.length === 0 ? '' : content!.map(withoutEmpty),
});

describe('any XML', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(node, (one) => {
        expect(nodeOf(readXml(writeXml(one), { limits: { depth: 1000 } }))).toEqual(withoutEmpty(one));
      }),
      { numRuns: runs(500) },
    );
  });
  it('is read or refused with an offset inside it, in either form', () => {
    fc.assert(
      fc.property(pieces, fc.boolean(), fc.boolean(), (text, isInside, isLenient) => {
        const whole = isInside ? `<a>${text}</a>` : text;
        try {
          readXml(whole, { isLenient });
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
          expect((error as XmlError).offset).toBeLessThanOrEqual(whole.length);
        }
      }),
      { numRuns: runs(3000) },
    );
  });
  it('is decoded whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => typeof xmlText(bytes) === 'string'),
      { numRuns: runs(500) },
    );
  });
});
