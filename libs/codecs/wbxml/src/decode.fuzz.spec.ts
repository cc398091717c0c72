import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WbxmlError, type WbxmlElement, codePages, decodeWbxml, encodeWbxml, type Namespace } from './index.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number) => (told === undefined ? usual : Number(told));

const namespaces = Object.keys(codePages) as Namespace[];
const anyName = fc
  .constantFrom(...namespaces)
  .chain((namespace) => fc.tuple(fc.constant(namespace), fc.constantFrom(...Object.keys(codePages[namespace].tags))));
const anyText = fc
  .string({ unit: 'binary', minLength: 1 })
  .filter((text) => !text.includes('\0') && text.isWellFormed());

const { tree } = fc.letrec<{ tree: WbxmlElement; leaf: string | Uint8Array }>((tie) => ({
  leaf: fc.oneof(anyText, fc.uint8Array({ maxLength: 5000 })),
  tree: fc
    .tuple(anyName, fc.array(fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('tree')), { maxLength: 6 }))
    .map(([[namespace, name], content]) => ({ namespace, name, content })),
}));

function decodeOrError(bytes: Uint8Array): WbxmlElement | WbxmlError {
  try {
    return decodeWbxml(bytes);
  } catch (error) {
    if (error instanceof WbxmlError) return error;
    throw error;
  }
}

describe('any tree', () => {
  it('comes back as it was encoded', () => {
    fc.assert(
      fc.property(tree, (original) => {
        expect(decodeWbxml(encodeWbxml(original))).toMatchObject(original);
      }),
      { numRuns: runs(300) },
    );
  });

  it('cut short anywhere is refused with a place within the document', () => {
    fc.assert(
      fc.property(tree, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (original, share) => {
        const bytes = encodeWbxml(original);
        const cut = Math.floor(bytes.length * share);
        const error = decodeOrError(bytes.subarray(0, cut));
        expect(error).toBeInstanceOf(WbxmlError);
        expect((error as WbxmlError).offset).toBeLessThanOrEqual(cut);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('bytes that are no document', () => {
  it('mutated documents are read or refused, and what is read can be written', () => {
    const mutation = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(tree, mutation, (original, changes) => {
        const bytes = encodeWbxml(original).slice();
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const read = decodeOrError(bytes);
        if (read instanceof WbxmlError) return;
        const written = encodeWbxml(read);
        expect(encodeWbxml(decodeWbxml(written))).toEqual(written);
      }),
      { numRuns: runs(500) },
    );
  });

  it('random bytes after a header are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeOrError(Uint8Array.of(3, 1, 0x6a, 0, ...bytes));
        decodeOrError(bytes);
      }),
      { numRuns: runs(2000) },
    );
  });
});
