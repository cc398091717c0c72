import { describe, expect, it } from 'vitest';
import { PartList } from './part-list.ts';

describe('a list of runs of bytes', () => {
  it('gives back what was added, in its order, and is empty then', () => {
    const list = new PartList();
    const sizes = [
      1,
      2000,
      3,
      1,
      1,
      5000,
      7,
      20_000,
      ...Array.from({ length: 3000 }, (_, index) => index % 50),
      4000,
      1,
    ];
    const added = sizes.map((size, index) => Buffer.alloc(size, index));
    for (const part of added) list.add(part);
    expect(Buffer.concat(list.take()).equals(Buffer.concat(added))).toBe(true);
    expect(list.take()).toEqual([]);
    list.add(Buffer.from('x'));
    expect(list.take()).toEqual([Buffer.from('x')]);
  });

  it('keeps few and large runs as the views they are', () => {
    const list = new PartList();
    const parts = [Buffer.from('a'), Buffer.alloc(4096), Buffer.from('b')];
    for (const part of parts) list.add(part);
    expect(list.take().every((part, index) => part === parts[index])).toBe(true);
  });

  it('keeps many small runs in few blocks', () => {
    const list = new PartList();
    for (let count = 0; count < 100_000; count++) list.add(Buffer.from('x'));
    expect(list.take().length).toBeLessThan(30);
  });
});
