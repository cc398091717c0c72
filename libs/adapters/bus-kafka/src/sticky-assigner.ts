/**
 * Shares out the partitions of a group evenly and moves as few as can be: each member tells, when it joins, which ones
 * it has. kafkajs itself deals them out anew each time.
 */
import { assign } from '@postbus/bus-partitions';
import kafkajs, { type Assigner, type Cluster, type GroupMember, type GroupMemberAssignment } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const version = 0;

export interface StickyOptions {
  readonly topic: string;
  /** The partitions that this member has. */
  readonly owned: () => readonly number[];
  /** On the one member that shares out. */
  readonly assigned: (members: number) => void;
}

export function stickyAssigner(cluster: Cluster, { topic, owned, assigned }: StickyOptions): Assigner {
  return {
    name: 'postbus-sticky',
    version,
    protocol: ({ topics }) => ({
      name: 'postbus-sticky',
      metadata: MemberMetadata.encode({ version, topics, userData: Buffer.from(JSON.stringify(owned())) }),
    }),
    assign: async ({ members }) => {
      assigned(members.length);
      return share(topic, members, cluster.findTopicPartitionMetadata(topic).length);
    },
  };
}

function share(topic: string, members: readonly GroupMember[], partitions: number): GroupMemberAssignment[] {
  const ids = members.map(({ memberId }) => memberId).sort();
  const owners = Array.from<string | undefined>({ length: partitions });
  for (const member of members) for (const partition of ownedBy(member)) owners[partition] = member.memberId;
  const assigned = assign(ids, owners.slice(0, partitions));
  return ids.map((memberId) => {
    const own = assigned.flatMap((owner, partition) => (owner === memberId ? partition : []));
    return {
      memberId,
      memberAssignment: MemberAssignment.encode({ version, assignment: { [topic]: own }, userData: Buffer.alloc(0) }),
    };
  });
}

function ownedBy({ memberMetadata }: GroupMember): number[] {
  const told = MemberMetadata.decode(memberMetadata)?.userData.toString() ?? '';
  return told === '' ? [] : (JSON.parse(told) as number[]);
}
