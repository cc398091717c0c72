/**
 * Fairness over users and destinations. The rule:
 *
 * - A job that falls due takes a **turn**: one above its user's last, or the turn that the queue has reached where that
 *   is higher. So a user with ten thousand jobs takes ten thousand turns, and another's single job the present one.
 *   In the same way it takes a **lane turn** among those of its destination.
 * - Jobs are claimed by the lowest turn, those of the same turn by the lowest lane turn: a destination with a thousand
 *   users waiting does not hold up that of one user.
 * - A destination of which as many jobs are held as may be has its jobs parked, so that nobody meets them: job-lanes.ts.
 *
 * The counters are written without waiting for a majority: one that is lost costs some fairness, and no job.
 */
import type { IndexSpec } from '@postbus/mongo-connection';
import { type Connection, type Model, Schema } from 'mongoose';
import { plainDocuments } from '../as-it-is.ts';
import { upserted } from '../upserted.ts';

export interface Turn {
  readonly turn: number;
  readonly laneTurn: number;
}

export interface JobPlace {
  readonly user: string;
  readonly destination: string;
}

/** The last turn that a user or destination of a queue took. */
interface TurnDocument {
  readonly _id: string;
  readonly last: number;
  readonly at: Date;
}

/** The turn that a queue has reached. */
interface QueueDocument extends Turn {
  /** The queue. */
  readonly _id: string;
}

/** Seconds after which whoever took no turn begins again with that of the queue, which may be long past theirs. */
const aDay = 86_400;

export const turnIndexes: readonly IndexSpec[] = [
  { collection: 'job_turns', name: 'by_age', key: { at: 1 }, expireAfterSeconds: aDay },
];

const soon = { w: 1, j: false } as const;

export class JobTurns {
  readonly #turns: Model<TurnDocument>;
  readonly #queues: Model<QueueDocument>;

  constructor(connection: Connection) {
    const number = { type: Number, required: true } as const;
    const _id = { type: String, required: true } as const;
    this.#turns = connection.model<TurnDocument>(
      'JobTurn',
      new Schema<TurnDocument>({ _id, last: number, at: { type: Date, required: true } }, plainDocuments),
      'job_turns',
    );
    this.#queues = connection.model<QueueDocument>(
      'JobQueue',
      new Schema<QueueDocument>({ _id, turn: number, laneTurn: number }, plainDocuments),
      'job_queues',
    );
  }

  /** Turns for jobs of a queue, in their order. */
  async take(queue: string, places: readonly JobPlace[], now: number): Promise<Turn[]> {
    if (places.length === 0) return [];
    const reached = await this.#queues.findById(queue).lean<QueueDocument>();
    const [ofUsers, ofLanes] = await Promise.all([
      this.#count(
        queue,
        'user',
        places.map(({ user }) => user),
        reached?.turn ?? 0,
        now,
      ),
      this.#count(
        queue,
        'lane',
        places.map(({ destination }) => destination),
        reached?.laneTurn ?? 0,
        now,
      ),
    ]);
    return places.map((_, index) => ({ turn: ofUsers[index] ?? 0, laneTurn: ofLanes[index] ?? 0 }));
  }

  /** The queue has come to these turns. */
  async reach(queue: string, turns: readonly Partial<Turn>[]): Promise<void> {
    const highest = (of: keyof Turn) => Math.max(...turns.map((turn) => turn[of] ?? 0));
    const update = { $max: { turn: highest('turn'), laneTurn: highest('laneTurn') } };
    await upserted(() => this.#queues.updateOne({ _id: queue }, update, { upsert: true, writeConcern: soon }));
  }

  /** The next numbers of each name, in the order in which `names` has it, none below `floor`. */
  async #count(
    queue: string,
    kind: 'user' | 'lane',
    names: readonly string[],
    floor: number,
    now: number,
  ): Promise<number[]> {
    const next = new Map<string, number>();
    const counted = [...Map.groupBy(names, (name) => name)].map(async ([name, { length }]) => {
      const last = await this.#raise(JSON.stringify([queue, kind, name]), length, floor, now);
      next.set(name, last - length + 1);
    });
    await Promise.all(counted);
    return names.map((name) => {
      const turn = next.get(name) ?? floor;
      next.set(name, turn + 1);
      return turn;
    });
  }

  /** Takes `count` numbers and gives the last of them. */
  async #raise(_id: string, count: number, floor: number, now: number): Promise<number> {
    const last = { $add: [{ $max: [{ $ifNull: ['$last', -1] }, floor - 1] }, count] };
    const options = { upsert: true, returnDocument: 'after', updatePipeline: true, writeConcern: soon } as const;
    const raised = await upserted(() =>
      this.#turns.findOneAndUpdate({ _id }, [{ $set: { last, at: new Date(now) } }], options).lean<TurnDocument>(),
    );
    return raised.last;
  }
}
