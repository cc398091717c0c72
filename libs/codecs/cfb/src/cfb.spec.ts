import { describe, expect, it } from 'vitest';
import { listing, patterned, sampleTree } from './compound-file.fixture.ts';
import { CfbError, Storage, Stream, isCompoundFile, readCompoundFile, writeCompoundFile } from './index.ts';

interface Node {
  readonly name: string;
  readonly red: boolean;
  readonly left: number;
  readonly right: number;
  readonly child: number;
}

const NOSTREAM = 0xffff_ffff;

/** The directory of a file that `writeCompoundFile` made, read by its offsets alone. [MS-CFB] 2.6.1 */
function rawDirectory(bytes: Uint8Array): Node[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const sector = 1 << file.readUInt16LE(30);
  const first = (file.readUInt32LE(48) + 1) * sector;
  const nodes: Node[] = [];
  for (let at = first; file[at + 66] !== 0 && at < file.length; at += 128) {
    nodes.push({
      name: file.toString('utf16le', at, at + file.readUInt16LE(at + 64) - 2),
      red: file[at + 67] === 0,
      left: file.readUInt32LE(at + 68),
      right: file.readUInt32LE(at + 72),
      child: file.readUInt32LE(at + 76),
    });
    if (nodes.length * 128 >= file.length) break;
  }
  return nodes;
}

/** Names in order; throws where the tree is no red-black tree. */
function inOrder(nodes: readonly Node[], at: number): { names: string[]; blackHeight: number } {
  if (at === NOSTREAM) return { names: [], blackHeight: 0 };
  const { name, red, left, right } = nodes[at]!;
  for (const child of [left, right])
    if (red && child !== NOSTREAM && nodes[child]!.red) throw new Error(`two red nodes at ${name}`);
  const a = inOrder(nodes, left);
  const b = inOrder(nodes, right);
  if (a.blackHeight !== b.blackHeight) throw new Error(`not balanced at ${name}`);
  return { names: [...a.names, name, ...b.names], blackHeight: a.blackHeight + (red ? 0 : 1) };
}

function treeOf(names: readonly string[]): Storage {
  const root = new Storage();
  for (const name of names) root.add(new Stream(name, new Uint8Array()));
  return root;
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof CfbError) return error.code;
    throw error;
  }
  return undefined;
}

describe('compound files written and read, [MS-CFB]', () => {
  it.each([3, 4] as const)('keep all storages and streams in version %d', (version) => {
    const tree = sampleTree();
    const { root, defects } = readCompoundFile(writeCompoundFile(tree, { version }));
    expect(defects).toEqual([]);
    expect(listing(root)).toEqual(listing(tree));
    expect(root.clsid).toBe(tree.clsid);
    const inner = root.storage('Ünter')!;
    expect([inner.stateBits, inner.created, inner.modified]).toEqual([5, 132_000_000_000_000_000n, 1n]);
    expect(inner.storage('empty')!.size).toBe(0);
  });
  it('are the same for the same tree, in whatever order it was made', () => {
    const names = ['b', 'a', 'ccc'];
    expect(writeCompoundFile(treeOf(names))).toEqual(writeCompoundFile(treeOf(names.toReversed())));
  });
  it.each([
    ['3', 3, 9, 512],
    ['4', 4, 12, 4096],
  ] as const)('have the header of version %s, [MS-CFB] 2.2', (_, version, shift, sector) => {
    const bytes = Buffer.from(writeCompoundFile(sampleTree(), { version }));
    expect(bytes.toString('hex', 0, 24)).toBe(`d0cf11e0a1b11ae1${'00'.repeat(16)}`);
    expect(bytes.readUInt16LE(24)).toBe(0x3e);
    expect(bytes.readUInt16LE(26)).toBe(version);
    expect(bytes.readUInt16LE(28)).toBe(0xfffe);
    expect(bytes.readUInt16LE(30)).toBe(shift);
    expect(bytes.readUInt16LE(32)).toBe(6);
    expect(bytes.readUInt32LE(56)).toBe(4096);
    expect(bytes.readUInt32LE(40) === 0).toBe(version === 3);
    expect(bytes.length % sector).toBe(0);
  });
  it('find the FAT of files above 6.8 MB through the DIFAT, [MS-CFB] 2.5', () => {
    const large = patterned(16_000_000);
    const tree = new Storage();
    tree.add(new Stream('large', large));
    const bytes = writeCompoundFile(tree);
    expect(Buffer.from(bytes).readUInt32LE(72)).toBeGreaterThan(1);
    const { root, defects } = readCompoundFile(bytes);
    expect(defects).toEqual([]);
    expect(Buffer.compare(root.stream('large')!.bytes, large)).toBe(0);
  });
  it('share the bytes of contiguous streams, large and small, with the file', () => {
    const bytes = writeCompoundFile(sampleTree());
    const { root } = readCompoundFile(bytes);
    expect(root.stream('stream 20000')!.bytes.buffer).toBe(bytes.buffer);
    expect(root.stream('stream 513')!.bytes.buffer).toBe(bytes.buffer);
  });
  it('write a stream whose bytes are made when they are wanted', () => {
    const tree = new Storage();
    tree.add(new Stream('later', { size: 5000, bytes: () => patterned(5000) }));
    expect(readCompoundFile(writeCompoundFile(tree)).root.stream('later')!.bytes).toEqual(patterned(5000));
  });
  it('are recognised by their signature', () => {
    expect(isCompoundFile(writeCompoundFile(new Storage()))).toBe(true);
    expect(isCompoundFile(new Uint8Array(600))).toBe(false);
    expect(isCompoundFile(writeCompoundFile(new Storage()).subarray(0, 100))).toBe(false);
  });
});

describe('the directory, [MS-CFB] 2.6.4', () => {
  it('is a red-black tree for any number of entries', () => {
    for (const count of [...Array(40).keys(), 62, 63, 64, 65, 126, 127, 128, 500]) {
      const names = Array.from({ length: count }, (_, index) => `n${index}`);
      const nodes = rawDirectory(writeCompoundFile(treeOf(names)));
      const { names: found } = inOrder(nodes, nodes[0]!.child);
      expect(found.toSorted()).toEqual(names.toSorted());
      expect(nodes[0]!.child === NOSTREAM || !nodes[nodes[0]!.child]!.red).toBe(true);
    }
  });
  it('orders names by length, then in upper case', () => {
    const nodes = rawDirectory(writeCompoundFile(treeOf(['aa', 'Z', '_', 'b', 'AB', 'é', 'È', 'ß', 'x'])));
    expect(inOrder(nodes, nodes[0]!.child).names).toEqual(['b', 'x', 'Z', '_', 'È', 'é', 'ß', 'aa', 'AB'].sort(byRule));
  });
  it('finds entries in upper and in lower case', () => {
    const { root } = readCompoundFile(writeCompoundFile(treeOf(['Abc'])));
    expect(root.stream('aBC')?.name).toBe('Abc');
    expect(root.storage('Abc')).toBeUndefined();
    expect(root.stream('ab')).toBeUndefined();
  });
  it.each(['', 'a/b', 'a\\b', 'a:b', 'a!b', 'n'.repeat(32)])('refuses the name %j', (name) => {
    expect(codeOf(() => writeCompoundFile(treeOf([name])))).toBe('invalid-name');
  });
  it('refuses two names that differ in upper and lower case alone', () => {
    expect(codeOf(() => writeCompoundFile(treeOf(['abc', 'ABC'])))).toBe('duplicate-name');
    expect(codeOf(() => treeOf(['a', 'a']))).toBe('duplicate-name');
  });
  it('refuses a stream that gives other bytes than it said', () => {
    const tree = new Storage();
    tree.add(new Stream('s', { size: 3, bytes: () => new Uint8Array(4) }));
    expect(codeOf(() => writeCompoundFile(tree))).toBe('stream-size');
  });
});

/** The rule of the specification, written down a second time. */
function byRule(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  const upper = (text: string) => Array.from(text, (unit) => (unit === 'ß' ? 0xdf : unit.toUpperCase().charCodeAt(0)));
  const [left, right] = [upper(a), upper(b)];
  const at = left.findIndex((unit, index) => unit !== right[index]);
  return at === -1 ? 0 : left[at]! - right[at]!;
}
