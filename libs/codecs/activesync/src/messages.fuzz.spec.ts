import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Namespace, type WbxmlElement, codePages, decodeWbxml } from '@postbus/wbxml';
import type { Content, FieldShape } from './content.ts';
import * as activesync from './index.ts';
import { type ProtocolVersion, inVersion } from './protocol-version.ts';

function isMessage(exported: unknown): exported is activesync.Message<unknown> {
  return typeof exported === 'object' && exported !== null && 'direction' in exported && 'content' in exported;
}

const messages = Object.entries<unknown>(activesync).flatMap(([name, exported]) =>
  isMessage(exported) ? [[name, exported] as const] : [],
);

const told = process.env['POSTBUS_FUZZ_RUNS'];
/** What was told is for all messages together. */
const runs = (usual: number) => (told === undefined ? usual : Math.ceil(Number(told) / messages.length));

/** Text that comes back as it is: of characters that XML has. */
const xmlText = fc
  .string({ unit: 'binary', maxLength: 40 })
  // oxlint-disable-next-line no-control-regex
  .map((text) => text.toWellFormed().replace(/[\0-\x08\x0b-\x1f\ufffe\uffff]/g, ' '));
const decimalDigits = 1000;

/** Values that `content` describes in `version`. */
function anyValue(content: Content, version: ProtocolVersion): fc.Arbitrary<unknown> {
  switch (content.kind) {
    case 'text': {
      const { minLength, maxLength } = content;
      return xmlText.map((text) => text.padEnd(minLength, 'x').slice(0, maxLength).toWellFormed());
    }
    case 'integer':
      return fc.integer({ min: content.min, max: content.max });
    case 'decimal':
      return fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / decimalDigits + 0);
    case 'boolean':
      return fc.boolean();
    case 'empty':
      return fc.constant(true);
    case 'dateTime':
      return fc
        .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
        .map((date) => (content.punctuated ? date : new Date(Math.floor(date.getTime() / 1000) * 1000)));
    case 'bytes':
    case 'base64':
      return fc.uint8Array({ maxLength: 40 });
    case 'data':
      return xmlText;
    case 'list':
      return repeated(content.item, version);
    case 'sequence':
      return fc.array(fc.oneof(...content.choices.map((choice) => anyChoice(choice, version))), { maxLength: 3 });
    case 'textOrContainer':
      return fc.oneof(
        anyValue(content.text, version),
        anyValue(content.container, version).filter((value) => Object.keys(value as object).length > 0),
      );
    default:
      return anyContainer(content.fields, version);
  }
}

function anyChoice(choice: FieldShape, version: ProtocolVersion): fc.Arbitrary<unknown> {
  return anyValue(choice.content, version).map((value) => ({ kind: choice.key, ...(value as object) }));
}

function repeated(field: FieldShape, version: ProtocolVersion): fc.Arbitrary<unknown> {
  return fc.array(anyValue(field.content, version), {
    minLength: field.max === 1 ? field.min : Math.max(field.min, 1),
    maxLength: Math.min(field.max, 2),
  });
}

function anyContainer(fields: readonly FieldShape[], version: ProtocolVersion): fc.Arbitrary<object> {
  const present = fields.filter((field) => inVersion(field, version));
  const model = Object.fromEntries(
    present.map((field) => [field.key, field.max === 1 ? anyValue(field.content, version) : repeated(field, version)]),
  );
  const requiredKeys = present.filter(({ min }) => min === 1).map(({ key }) => key);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

describe.each(messages)('%s', (_, message) => {
  it.each(activesync.protocolVersions)('comes back as it was sent, version %s', (version) => {
    fc.assert(
      fc.property(anyValue(message.content, version), (value) => {
        const body = activesync.encodeMessage(message, value, version);
        expect(activesync.decodeMessage(message, body, { version, unknown: 'refuse' })).toEqual(value);
      }),
      { numRuns: runs(8) },
    );
  });
});

const namespaces = Object.keys(codePages) as Namespace[];
const anyName = fc
  .constantFrom(...namespaces)
  .chain((namespace) => fc.tuple(fc.constant(namespace), fc.constantFrom(...Object.keys(codePages[namespace].tags))));
const { tree } = fc.letrec<{ tree: WbxmlElement }>((tie) => ({
  tree: fc
    .tuple(anyName, fc.array(fc.oneof({ depthSize: 'small' }, xmlText, fc.uint8Array(), tie('tree')), { maxLength: 4 }))
    .map(([[namespace, name], content]) => ({ namespace, name, content })),
}));

function readOrError(message: activesync.Message<unknown>, root: WbxmlElement, unknown: 'refuse' | 'ignore'): unknown {
  try {
    return activesync.readMessage(message, root, { version: '16.1', unknown });
  } catch (error) {
    if (error instanceof activesync.MessageError) return error;
    throw error;
  }
}

describe('trees that are no message', () => {
  it.each(messages)('%s: random content is read or refused with a path and a status', (_, message) => {
    fc.assert(
      fc.property(tree, ({ content }) => {
        const root = { namespace: message.namespace, name: message.name, content };
        readOrError(message, root, 'ignore');
        const read = readOrError(message, root, 'refuse');
        if (!(read instanceof activesync.MessageError)) return;
        expect(read.path.startsWith(message.name)).toBe(true);
        expect(read.status).toBeGreaterThanOrEqual(message.direction === 'request' ? 1 : 0);
      }),
      { numRuns: runs(30) },
    );
  });

  it.each(messages)('%s: changed bytes are read or refused', (_, message) => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        anyValue(message.content, '16.1'),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (value, changes) => {
          const body = activesync.encodeMessage(message, value, '16.1').slice();
          for (const [at, byte] of changes) body[at % body.length] = byte;
          try {
            readOrError(message, decodeWbxml(body), 'ignore');
          } catch (error) {
            expect(error).toHaveProperty('name', 'WbxmlError');
          }
        },
      ),
      { numRuns: runs(20) },
    );
  });
});
