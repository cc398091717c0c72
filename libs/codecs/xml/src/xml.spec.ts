import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type XmlElement, XmlError, attributeOf, readXml, writeXml, xmlText } from './index.ts';

const python = process.env['POSTBUS_READERS_PYTHON'] ?? 'python3';
const script = String.raw`
import sys, json, xml.etree.ElementTree as tree
def element(e): return [e.tag, (e.text or '') + ''.join(c.tail or '' for c in e), [element(c) for c in e]]
def read(text):
    try: return element(tree.fromstring(text.encode()))
    except tree.ParseError: return None
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;
const hasPython = spawnSync(python, ['-c', 'import xml.etree.ElementTree']).status === 0;

function errorOf(text: string, options = {}): XmlError | undefined {
  try {
    readXml(text, options);
    return undefined;
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

type Tree = [string, string, Tree[]];
function treeOf({ namespace, localName, text, children }: XmlElement): Tree {
  return [namespace === '' ? localName : `{${namespace}}${localName}`, text, children.map(treeOf)];
}

const wellFormed = [
  '<a/>',
  '<?xml version="1.0" encoding="UTF-8" standalone=\'yes\'?>\r\n<!-- - --><a b=\'"\'>x<b/>y</a>\n<?p ?>',
  '<a xmlns="urn:1"><b xmlns=""/><c:d xmlns:c="urn:2"><c:e/><f/></c:d></a>',
  '<a>1 &lt; 2 &amp;&#32;&#x1F600;<![CDATA[<&]]]]><![CDATA[>]]></a>',
  '<a>one\r\ntwo\rthree&#13;</a>',
  '<a\n b = "1"\tc\r=\'2\' ></a >',
  '<é:ü xmlns:é="urn:é" xml:lang="de"/>',
];
const malformed = [
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>text',
  '\uFEFFx<a/>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '<a b=1/>',
  '<a b="1"c="2"/>',
  '<a>&</a>',
  '<a>& b;</a>',
  '<a>&#0;</a>',
  '<a>&#xD800;</a>',
  '<a>]]></a>',
  '<a>\u0001</a>',
  '<a><!-- -- --></a>',
  '<a><?xml version="1.0"?></a>',
  ' <?xml version="1.0"?><a/>',
  '<![CDATA[x]]><a/>',
  '<a:b/>',
  '<a b:c=""/>',
  '<a:b:c xmlns:a="urn:1"/>',
  '<a xmlns:b=""/>',
  '<a xmlns:x="u" xmlns:y="u" x:b="" y:b=""/>',
  '<a xmlns:xmlns="u"/>',
  '<a xmlns:xml="u"/>',
  '<1/>',
  '<a 1=""/>',
  '<a>&nothing;</a>',
];

describe('XML 1.0 with namespaces, read', () => {
  it('has namespaces by what is declared at each place, and none for attributes without a prefix', () => {
    const root = readXml('<a xmlns="urn:1" xmlns:p="urn:2" b="1" p:b="2"><p:c xmlns:p="urn:3"/><c xmlns=""/></a>');
    expect(treeOf(root)).toEqual([
      '{urn:1}a',
      '',
      [
        ['{urn:3}c', '', []],
        ['c', '', []],
      ],
    ]);
    expect([attributeOf(root, 'b'), attributeOf(root, 'b', 'urn:2'), attributeOf(root, 'b', 'urn:3')]).toEqual([
      '1',
      '2',
      undefined,
    ]);
  });
  it('tells line ends as LF, and keeps those written as references', () => {
    const root = readXml('<a b="1\r\n2&#10;">1\r\n2\r3&#13;</a>');
    expect([root.text, root.attributes.get('b')]).toEqual(['1\n2\n3\r', '1 2\n']);
  });
  it.each(malformed)('does not take %j', (text) => {
    expect(errorOf(text)?.code).toMatch(/^(not-well-formed|undeclared-prefix|unknown-entity)$/);
  });
  it.each([
    ['<a>\r\n<b></c></a>', 8],
    ['<a>x\r\n&y;</a>', 6],
    ['<a b="&y;"/>', 6],
    ['<a>\u0002</a>', 3],
  ])('tells the offset in %j', (text, offset) => {
    expect(errorOf(text)?.offset).toBe(offset);
  });
  it.skipIf(!hasPython)('takes and refuses what expat does, and sees the same in it', () => {
    const cases = [...wellFormed, ...malformed];
    const { stdout } = spawnSync(python, ['-c', script], { input: JSON.stringify(cases), encoding: 'utf8' });
    expect(cases.map((text) => (errorOf(text) === undefined ? treeOf(readXml(text)) : null))).toEqual(
      JSON.parse(stdout),
    );
  });
});

describe('XML that attacks its reader', () => {
  it('ends at a billion laughs before anything is expanded', () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">${laughs}]><a>&l9;</a>`;
    expect(errorOf(bomb)).toMatchObject({ code: 'document-type', offset: 21 });
    expect(errorOf(bomb, { isLenient: true })?.code).toBe('document-type');
  });
  it.each([
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
    '<!DOCTYPE a PUBLIC "p" "http://example.org/a.dtd"><a/>',
    '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x">%x;]><a/>',
    '<!DOCTYPE a><a/>',
  ])('fetches nothing for %j', (text) => {
    expect(errorOf(text)?.code).toBe('document-type');
  });
  it('keeps to its limits', () => {
    expect(errorOf('<a>'.repeat(40))).toMatchObject({ code: 'too-deep' });
    expect(errorOf(`<a>${'<b/>'.repeat(20)}</a>`, { limits: { elements: 10 } })).toMatchObject({
      code: 'too-many-elements',
    });
    expect(errorOf(`<a>${' '.repeat(20)}</a>`, { limits: { length: 10 } })).toMatchObject({ code: 'too-large' });
    const attributes = Array.from({ length: 60 }, (_, n) => `a${n}=""`).join(' ');
    expect(errorOf(`<a ${attributes}/>`)).toMatchObject({ code: 'too-large' });
  });
  it('takes time in proportion to the text', () => {
    const began = performance.now();
    for (const piece of [
      '<',
      '<!--',
      '<a ',
      '&',
      '<?a ',
      '<![CDATA[',
      ' a="',
      '<a>',
      '"',
      ']]>',
      '&#',
      '\r',
      '--',
      ':',
    ])
      for (const isLenient of [true, false]) errorOf(`<a>${piece.repeat(500_000 / piece.length)}`, { isLenient });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('XML, written', () => {
  it('is read again as it was', () => {
    const text = '<&>"\'\r\n\t]]> é😀';
    const node = {
      name: 'p:a',
      attributes: [
        ['xmlns:p', 'urn:1'],
        ['b', text],
      ] as const,
      content: [{ name: 'c', content: text }, { name: 'd' }],
    };
    const root = readXml(writeXml(node));
    expect(treeOf(root)).toEqual([
      '{urn:1}a',
      '',
      [
        ['c', text, []],
        ['d', '', []],
      ],
    ]);
    expect(root.attributes.get('b')).toBe(text);
  });
  it('leaves out what XML has no characters for', () => {
    expect(readXml(writeXml({ name: 'a', content: 'a\u0000\ud800b' })).text).toBe('a\ufffdb');
  });
  it('is decoded by its byte order mark, label and declaration', () => {
    const text = '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>';
    expect(xmlText(new Uint8Array(Buffer.from(text, 'latin1')))).toBe(text);
    expect(xmlText(new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le')))).toBe(text);
    expect(xmlText(new Uint8Array(Buffer.from(text)), 'utf-8')).toBe(text);
  });
});
