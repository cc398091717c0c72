import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { FetchedPartition } from './fetched-partition.ts';

const message = (offset: number, bytes = 100): KafkaMessage => ({
  offset: String(offset),
  timestamp: '1700000000000',
  attributes: 0,
  key: Buffer.from('k'),
  value: Buffer.alloc(bytes),
  headers: {},
});

function partitionFrom(from: number, limit = 100_000) {
  const told = { woken: 0, roomy: 0 };
  const partition = new FetchedPartition({ topic: 't', number: 3, from, limit, roomy: () => told.roomy++ });
  partition.readers.add(() => told.woken++);
  return { partition, told };
}

const offsets = (partition: FetchedPartition, limit = 100, bytes = 1_000_000): number[] =>
  partition.read(limit, bytes).map(({ offset }) => offset);

describe('what was fetched of a partition', () => {
  it('is read once and in order, in pieces', () => {
    const { partition, told } = partitionFrom(5);
    partition.push(
      [5, 6, 7, 8].map((offset) => message(offset)),
      9,
    );
    expect(told.woken).toBe(1);
    expect(partition.next).toBe(9);
    expect(offsets(partition, 3)).toEqual([5, 6, 7]);
    expect(offsets(partition)).toEqual([8]);
    expect(offsets(partition)).toEqual([]);
  });

  it('leaves out what was fetched before', () => {
    const { partition } = partitionFrom(5);
    partition.push([message(5), message(6)], 7);
    partition.push([message(5), message(6)], 7);
    partition.push([message(6), message(7)], 8);
    expect(offsets(partition)).toEqual([5, 6, 7]);
  });

  it('goes on after control records, which nobody reads', () => {
    const { partition, told } = partitionFrom(5);
    partition.push([], 6);
    expect(partition.next).toBe(6);
    expect(told.woken).toBe(1);
    partition.push([message(6)], 8);
    expect(offsets(partition)).toEqual([6]);
    expect(partition.next).toBe(8);
  });

  it('is read by at least one record, however large', () => {
    const { partition } = partitionFrom(0);
    partition.push([message(0, 5000), message(1, 5000)], 2);
    expect(offsets(partition, 10, 1)).toEqual([0]);
    expect(offsets(partition, 10, 1)).toEqual([1]);
  });

  it('is full by its bytes, and tells once when half of it was read', () => {
    const { partition, told } = partitionFrom(0, 10_000);
    partition.push(
      Array.from({ length: 20 }, (_, offset) => message(offset, 1000)),
      20,
    );
    expect(partition.full).toBe(true);
    offsets(partition, 15);
    expect(told.roomy).toBe(0);
    offsets(partition, 3);
    expect(told.roomy).toBe(1);
    offsets(partition);
    expect(told.roomy).toBe(1);
  });

  it('counts records without a value too', () => {
    const { partition } = partitionFrom(0, 10_000);
    partition.push(
      Array.from({ length: 100 }, (_, offset) => message(offset, 0)),
      100,
    );
    expect(partition.full).toBe(true);
  });
});
