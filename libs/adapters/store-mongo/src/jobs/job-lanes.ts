/**
 * Lanes: how many jobs of a destination are held at once, over all workers of all processes.
 *
 * A lane is a document with a **slot** for each job held. Whoever claims a job takes its slot first, by one write that
 * only succeeds while there are fewer than may be; so no more are ever held. A slot ends by itself with the lease: what
 * a dead process held is free again. A job that meets a full lane is **parked**, in a transaction with the lane, so that
 * whoever frees a slot after it knows that one waits. `wakeAt` is there while any is parked, and tells when to look
 * for slots that ended by themselves.
 */
import type { IndexSpec, MongoConnection } from '@postbus/mongo-connection';
import { type ClientSession, type Model, Schema, type UpdateWithAggregationPipeline } from 'mongoose';
import { plainDocuments } from '../as-it-is.ts';
import type { JobDocument } from './job-document.ts';
import { upserted } from '../upserted.ts';

export interface Slot {
  readonly job: string;
  /** Of the job, once it is claimed. */
  readonly token: number;
  /** The call that took the slot: of two that race for a job, each has one until it is known who won. */
  readonly claim: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

export interface LaneDocument {
  /** `laneId`. */
  readonly _id: string;
  readonly queue: string;
  readonly destination: string;
  readonly slots: readonly Slot[];
  /** How many there may be, as the last worker told it. */
  readonly limit: number;
  /** Rises whenever jobs are parked. */
  readonly parkings?: number;
  readonly wakeAt?: number;
  readonly idleSince?: Date;
}

export interface Lane {
  readonly queue: string;
  readonly destination: string;
}

/** Jobs parked at once: bounds the transaction. */
const mostParked = 500;
/** Milliseconds until somebody looks after jobs that are parked though nothing of their destination is held. */
const lookAgain = 60_000;
/** Seconds that a lane without slots is kept. */
const idleTime = 3600;

export const laneIndexes: readonly IndexSpec[] = [
  {
    collection: 'job_lanes',
    name: 'by_wake',
    key: { queue: 1, wakeAt: 1 },
    partialFilterExpression: { wakeAt: { $exists: true } },
  },
  { collection: 'job_lanes', name: 'by_idleness', key: { idleSince: 1 }, expireAfterSeconds: idleTime },
];

export class JobLanes {
  readonly #mongo: MongoConnection;
  readonly #jobs: Model<JobDocument>;
  readonly #lanes: Model<LaneDocument>;

  constructor(mongo: MongoConnection, jobs: Model<JobDocument>) {
    this.#mongo = mongo;
    this.#jobs = jobs;
    const text = { type: String, required: true } as const;
    const number = { type: Number, required: true } as const;
    const slot = new Schema<Slot>({ job: text, token: number, claim: text, until: number }, { _id: false });
    const schema = new Schema<LaneDocument>(
      {
        _id: text,
        queue: text,
        destination: text,
        slots: [slot],
        limit: number,
        parkings: Number,
        wakeAt: Number,
        idleSince: Date,
      },
      plainDocuments,
    );
    this.#lanes = mongo.connection.model<LaneDocument>('JobLane', schema, 'job_lanes');
  }

  /** Takes slots for as many of `wanted` as there may be, the first ones first. */
  async reserve({ queue, destination }: Lane, wanted: readonly Slot[], limit: number, now: number): Promise<Slot[]> {
    const claims = new Set(wanted.map(({ claim }) => claim));
    const lane = await this.#update({ queue, destination }, [
      { $set: { ...named({ queue, destination }), limit, slots: live(now) } },
      { $set: { slots: withUpTo(limit, wanted) } },
      { $set: { wakeAt: wakeWithSlots } },
      { $unset: 'idleSince' },
    ]);
    return lane.slots.filter(({ claim }) => claims.has(claim));
  }

  /** Takes the slot of a job anew, until another time; whether it could, which it can while its own has not ended. */
  async extend(lane: Lane, slot: Slot, now: number): Promise<boolean> {
    const updated = await this.#update(lane, [
      { $set: { ...named(lane), limit: { $ifNull: ['$limit', 1] }, slots: without(slot, now) } },
      { $set: { slots: withUpTo('$limit', [slot]) } },
      { $set: { wakeAt: wakeWithSlots } },
      { $unset: 'idleSince' },
    ]);
    return updated.slots.some(
      ({ job, token, claim }) => job === slot.job && token === slot.token && claim === slot.claim,
    );
  }

  /** Frees slots: those of one job and token, or of one claim. */
  async release(lane: Lane, slots: readonly Pick<Slot, 'job' | 'token'>[], now: number, claim?: string): Promise<void> {
    const freed = slots.map((slot) => ofSlot(slot, claim));
    const left = { $filter: { input: live(now), as: 'slot', cond: { $not: [{ $or: freed }] } } };
    const idle = { $and: [{ $eq: ['$slots', []] }, { $eq: [{ $type: '$wakeAt' }, 'missing'] }] };
    const released = await this.#lanes
      .findOneAndUpdate(
        { _id: laneId(lane) },
        [{ $set: { slots: left } }, { $set: { idleSince: { $cond: [idle, new Date(now), '$$REMOVE'] } } }],
        { returnDocument: 'after', updatePipeline: true },
      )
      .lean<LaneDocument>();
    if (released?.wakeAt !== undefined) await this.#wake(released, now);
  }

  /** Parks the ready jobs of a lane that is full; where it is full no more, it leaves them. */
  async park(lane: Lane, now: number): Promise<void> {
    await this.#mongo.transaction(async (session) => {
      const present = await this.#lanes
        .findOneAndUpdate({ _id: laneId(lane) }, { $inc: { parkings: 1 } }, { session, returnDocument: 'after' })
        .lean<LaneDocument>();
      if (present === null || freeSlots(present, now) > 0) return;
      await this.#lanes.updateOne({ _id: laneId(lane) }, { $set: { wakeAt: nextWake(present, now) } }, { session });
      const ids = await this.#inLine(lane, 'ready', mostParked, session);
      await this.#jobs.updateMany({ _id: { $in: ids }, phase: 'ready' }, { $set: { phase: 'parked' } }, { session });
    });
  }

  /** Makes jobs ready that were parked in lanes of which slots ended by themselves. */
  async wakeDue(queue: string, now: number): Promise<number> {
    const lanes = await this.#lanes
      .find({ queue, wakeAt: { $lte: now } })
      .limit(mostParked)
      .lean<LaneDocument[]>();
    for (const lane of lanes) await this.#wake(lane, now);
    return lanes.length;
  }

  /** When a lane of the queue is to be looked after. */
  async nextWake(queue: string): Promise<number | undefined> {
    const lane = await this.#lanes
      .findOne({ queue, wakeAt: { $exists: true } })
      .sort({ wakeAt: 1 })
      .lean<LaneDocument>();
    return lane?.wakeAt;
  }

  /** A parking meanwhile changes `parkings`, and the lane is left to whoever comes next. */
  async #wake(lane: LaneDocument, now: number): Promise<void> {
    const free = Math.max(0, freeSlots(lane, now));
    const ids = await this.#inLine(lane, 'parked', free + 1);
    const woken = ids.slice(0, free);
    if (woken.length > 0) {
      await this.#jobs.updateMany({ _id: { $in: woken }, phase: 'parked' }, { $set: { phase: 'ready' } });
    }
    const same = { _id: lane._id, ...(lane.parkings !== undefined && { parkings: lane.parkings }) };
    const left = ids.length > free;
    await this.#lanes.updateOne(same, left ? { $set: { wakeAt: nextWake(lane, now) } } : { $unset: { wakeAt: 1 } });
  }

  async #inLine({ queue, destination }: Lane, phase: 'ready' | 'parked', most: number, session?: ClientSession) {
    const jobs = await this.#jobs
      .find({ live: true, queue, destination, phase }, { _id: 1 }, { ...(session !== undefined && { session }) })
      .sort({ turn: 1, laneTurn: 1 })
      .limit(most)
      .lean<{ readonly _id: string }[]>();
    return jobs.map(({ _id }) => _id);
  }

  #update(lane: Lane, pipeline: UpdateWithAggregationPipeline): Promise<LaneDocument> {
    const options = { upsert: true, returnDocument: 'after', updatePipeline: true } as const;
    return upserted(() =>
      this.#lanes
        .findOneAndUpdate({ _id: laneId(lane) }, pipeline, options)
        .lean<LaneDocument>()
        .exec(),
    );
  }
}

function laneId({ queue, destination }: Lane): string {
  return JSON.stringify([queue, destination]);
}

/** A destination is told by a stranger: one that begins with a dollar sign names no field. */
function named({ queue, destination }: Lane) {
  return { queue: { $literal: queue }, destination: { $literal: destination } };
}

function freeSlots({ slots, limit }: LaneDocument, now: number): number {
  return limit - slots.filter(({ until }) => until > now).length;
}

function nextWake({ slots }: LaneDocument, now: number): number {
  const ends = slots.map(({ until }) => until).filter((until) => until > now);
  return ends.length === 0 ? now + lookAgain : Math.min(...ends);
}

const slotsThere = { $ifNull: ['$slots', []] };

/** The slots that have not ended, as an expression of a pipeline. */
function live(now: number) {
  return { $filter: { input: slotsThere, as: 'slot', cond: { $gt: ['$$slot.until', now] } } };
}

function without({ job, token }: Slot, now: number) {
  return { $filter: { input: live(now), as: 'slot', cond: { $not: [ofSlot({ job, token })] } } };
}

function ofSlot({ job, token }: Pick<Slot, 'job' | 'token'>, claim?: string) {
  const same = [{ $eq: ['$$slot.job', { $literal: job }] }, { $eq: ['$$slot.token', token] }];
  return { $and: claim === undefined ? same : [...same, { $eq: ['$$slot.claim', claim] }] };
}

/** The slots, and those of `wanted` for which there is room. */
function withUpTo(limit: number | '$limit', wanted: readonly Slot[]) {
  const room = { $subtract: [limit, { $size: '$slots' }] };
  const given = { $concatArrays: ['$slots', { $slice: [{ $literal: wanted }, room] }] };
  return { $cond: [{ $gt: [room, 0] }, given, '$slots'] };
}

/** `wakeAt` moved to the end of the first slot, where it is there. */
const wakeWithSlots = {
  $cond: [
    { $or: [{ $eq: [{ $type: '$wakeAt' }, 'missing'] }, { $eq: ['$slots', []] }] },
    { $ifNull: ['$wakeAt', '$$REMOVE'] },
    { $min: { $map: { input: '$slots', as: 'slot', in: '$$slot.until' } } },
  ],
};
