/**
 * Mends the membership of a consumer of kafkajs 2.2.4 in its group, for consumers that ask for it by their assigner:
 * it shares out partitions anew without asking, twice at once where two fetches ask for it; it goes on fetching outside
 * the group where that fails; and it gives up the group where its coordinator only moved to another broker.
 * docs/adr/0009
 */
import kafkajs, { type Assigner } from 'kafkajs';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import { protocolError } from './kafka-fault.ts';

export interface Membership {
  /** Fulfilled when the member may join; rejected where it shall not. */
  readonly beforeJoin: () => Promise<void>;
}

/** A generation of the group, and who the member was in it. */
export interface Generation {
  readonly number: number | null;
  readonly member: string | null;
}

interface Followed extends Membership {
  joining: Promise<void> | undefined;
  before: Generation | undefined;
  group: ConsumerGroup | undefined;
}

const followed = new WeakMap<Assigner, Followed>();

/** Lets the consumer that has `assigner` join only through `membership`. */
export function followMembership(assigner: Assigner, membership: Membership): Assigner {
  followed.set(assigner, { ...membership, joining: undefined, before: undefined, group: undefined });
  return assigner;
}

/** While a consumer tells that it joined: whether it was in the generation before, so that nobody else had what stays. */
export function isContinuous(assigner: Assigner): boolean {
  const { before, group } = followed.get(assigner) ?? {};
  if (before?.number === undefined || before.number === null || group === undefined) return false;
  return group.memberId === before.member && group.generationId === before.number + 1;
}

const { joinAndSync, heartbeat } = ConsumerGroup.prototype;

ConsumerGroup.prototype.joinAndSync = function joinOnce(this: ConsumerGroup): Promise<void> {
  const own = followed.get(this.assigners[0]!);
  if (own === undefined) return joinAndSync.call(this);
  own.joining ??= join(this, own).finally(() => (own.joining = undefined));
  return own.joining;
};

/** @throws an error that kafkajs does not try again after, since it would not join again */
async function join(group: ConsumerGroup, own: Followed): Promise<void> {
  try {
    own.group = group;
    own.before = { number: group.generationId, member: group.memberId };
    await own.beforeJoin();
    await joinAndSync.call(group);
  } catch (error) {
    throw Object.assign(new kafkajs.KafkaJSNonRetriableError(error as Error), { cause: error });
  }
}

/** Errors by which the group itself answers: the member is to join again. */
const ofTheGroup = new Set([
  'FENCED_INSTANCE_ID',
  'GROUP_AUTHORIZATION_FAILED',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'UNKNOWN_MEMBER_ID',
]);

/** Where the coordinator moved or is away, members and offsets are at the next one: only a session's end ends them. */
ConsumerGroup.prototype.heartbeat = async function findMoved(
  this: ConsumerGroup,
  options: { readonly interval: number },
): Promise<void> {
  try {
    await heartbeat.call(this, options);
  } catch (error) {
    if (!followed.has(this.assigners[0]!) || ofTheGroup.has(protocolError(error) ?? '')) throw error;
    const found = await this.cluster.findGroupCoordinator({ groupId: this.groupId }).catch(() => undefined);
    if (found === undefined) return;
    this.coordinator = found;
    if (this.offsetManager !== null) this.offsetManager.coordinator = found;
  }
};
