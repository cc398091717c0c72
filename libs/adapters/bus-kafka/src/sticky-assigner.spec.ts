import kafkajs, { type Cluster, type GroupMember } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { stickyAssigner } from './sticky-assigner.ts';

const rising = (a: number, b: number): number => a - b;

const cluster = { findTopicPartitionMetadata: () => Array.from({ length: 8 }, (_, partitionId) => ({ partitionId })) };

const member = (memberId: string, owned: readonly number[]): GroupMember => {
  const assigner = stickyAssigner(cluster as unknown as Cluster, {
    topic: 't',
    owned: () => owned,
    assigned: () => undefined,
  });
  return { memberId, memberMetadata: assigner.protocol({ topics: ['t'] }).metadata };
};

async function share(members: readonly GroupMember[]) {
  let told = 0;
  const options = { topic: 't', owned: () => [], assigned: (count: number) => (told = count) };
  const assigner = stickyAssigner(cluster as unknown as Cluster, options);
  const assignments = await assigner.assign({ members: [...members], topics: ['t'] });
  expect(told).toBe(members.length);
  const decode = (bytes: Buffer) => kafkajs.AssignerProtocol.MemberAssignment.decode(bytes)!.assignment['t']!;
  return Object.fromEntries(assignments.map(({ memberId, memberAssignment }) => [memberId, decode(memberAssignment)]));
}

describe('partitions shared out', () => {
  it('are all given out, evenly', async () => {
    const shared = await share([member('a', []), member('b', []), member('c', [])]);
    expect(
      Object.values(shared)
        .map((own) => own.length)
        .sort(rising),
    ).toEqual([2, 3, 3]);
    expect(Object.values(shared).flat().sort(rising)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('stay where they are as far as that is even', async () => {
    const shared = await share([member('a', [0, 2, 4, 6]), member('b', [1, 3, 5, 7]), member('c', [])]);
    expect([0, 2, 4, 6]).toEqual(expect.arrayContaining(shared['a']!));
    expect([1, 3, 5, 7]).toEqual(expect.arrayContaining(shared['b']!));
    expect(shared['c']).toHaveLength(2);
  });

  it('go to one member each where two say that they have them, or a partition is no more', async () => {
    const shared = await share([member('a', [0, 1, 2, 9]), member('b', [0, 1, 2])]);
    expect(Object.values(shared).flat().sort(rising)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('take a member that says nothing for a new one', async () => {
    const { MemberMetadata } = kafkajs.AssignerProtocol;
    const memberMetadata = MemberMetadata.encode({ version: 0, topics: ['t'], userData: Buffer.alloc(0) });
    expect(await share([{ memberId: 'a', memberMetadata }])).toEqual({ a: [0, 1, 2, 3, 4, 5, 6, 7] });
  });
});
