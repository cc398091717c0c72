/** Trees of storages for the specs, and what is in them as plain data. */
import { createHash } from 'node:crypto';
import { Storage, Stream } from './index.ts';

/** Bytes that repeat nowhere near a sector's length. */
export function patterned(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = index * 7 + (index >> 8) * 13 + seed;
  return bytes;
}

/** Streams of all lengths at which something changes, in storages three deep. */
export function sampleTree(): Storage {
  const root = new Storage('Root Entry', { clsid: '00020d0b-0000-0000-c000-000000000046' });
  for (const length of [0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 20_000])
    root.add(new Stream(`stream ${length}`, patterned(length, length)));
  const inner = root.add(new Storage('Ünter', { stateBits: 5, created: 132_000_000_000_000_000n, modified: 1n }));
  for (let index = 0; index < 100; index++) inner.add(new Stream(`item${index}`, patterned(index * 11, index)));
  inner.add(new Storage('empty'));
  inner.add(new Storage('deepest')).add(new Stream('\u0001CompObj', patterned(100)));
  return root;
}

/** Path and SHA-256 of each stream, sorted: what every reader must find. */
export function listing(storage: Storage, path = ''): string[] {
  return [...storage]
    .flatMap((entry) =>
      entry instanceof Storage
        ? listing(entry, `${path}/${entry.name}`)
        : [`${path}/${entry.name} ${createHash('sha256').update(entry.bytes).digest('hex')}`],
    )
    .sort();
}
