/**
 * Fairness over users and destinations. The rule:
 *
 * - A job that falls due takes a **turn**: one above its user's last, or the turn that the queue has reached where that
 *   is higher. So a user with ten thousand jobs takes ten thousand turns, and another's single job the present one.
 * - Jobs are claimed by the lowest turn. Among destinations with jobs of the same turn, the one served longest ago goes
 *   first; within a destination, the older job.
 * - A destination of which as many jobs are held as may be is passed over, at no cost for the others.
 *
 * Each destination is a lane with its lowest turn at hand, so that a claim costs by what it claims, not by what waits.
 */
import type { Connection } from './connection.ts';

export interface JobPlace {
  readonly row: number;
  readonly queue: string;
  readonly user: string;
  readonly destination: string;
}

/** Gives a job that fell due its turn. */
export function takeTurn(connection: Connection, { row, queue, user, destination }: JobPlace): void {
  const last = connection.get<{ readonly turn: number }>(
    `SELECT max(coalesce((SELECT turn FROM job_queues WHERE queue = ?1), 0),
                coalesce((SELECT turn + 1 FROM job_users WHERE queue = ?1 AND user = ?2), 0)) AS turn`,
    queue,
    user,
  );
  const turn = last?.turn ?? 0;
  connection.run('INSERT OR REPLACE INTO job_users (queue, user, turn) VALUES (?, ?, ?)', queue, user, turn);
  connection.run("UPDATE jobs SET phase = 'ready', turn = ? WHERE row = ?", turn, row);
  connection.run(
    `INSERT INTO job_lanes (queue, destination, head, served, held) VALUES (?, ?, ?, 0, 0)
     ON CONFLICT DO UPDATE SET head = min(coalesce(head, excluded.head), excluded.head)`,
    queue,
    destination,
    turn,
  );
}

/** The row of the job whose turn it is, among destinations of which fewer than `perDestination` jobs are held. */
export function nextInTurn(connection: Connection, queue: string, perDestination: number): number | undefined {
  const lane = connection.get<{ readonly destination: string }>(
    `SELECT destination FROM job_lanes INDEXED BY job_lanes_by_head
     WHERE queue = ? AND head IS NOT NULL AND held < ? ORDER BY head, served LIMIT 1`,
    queue,
    perDestination,
  );
  if (lane === undefined) return undefined;
  return connection.get<{ readonly row: number }>(
    `SELECT row FROM jobs INDEXED BY jobs_by_turn
     WHERE queue = ? AND destination = ? AND phase = 'ready' ORDER BY turn, row LIMIT 1`,
    queue,
    lane.destination,
  )?.row;
}

/** The job, no longer ready, is served: its lane and its queue move on. */
export function leaveLane(connection: Connection, queue: string, destination: string, turn: number): void {
  const { served } = connection.get<{ readonly served: number }>(
    `INSERT INTO job_queues (queue, turn, served) VALUES (?, ?, 1)
     ON CONFLICT DO UPDATE SET turn = max(turn, excluded.turn), served = served + 1 RETURNING served`,
    queue,
    turn,
  ) ?? { served: 0 };
  connection.run(
    `UPDATE job_lanes SET served = ?3, held = held + 1, head = (
       SELECT min(turn) FROM jobs INDEXED BY jobs_by_turn WHERE queue = ?1 AND destination = ?2 AND phase = 'ready')
     WHERE queue = ?1 AND destination = ?2`,
    queue,
    destination,
    served,
  );
}

/** A job of the destination is no longer held. */
export function freeLane(connection: Connection, queue: string, destination: string): void {
  connection.run('UPDATE job_lanes SET held = held - 1 WHERE queue = ? AND destination = ?', queue, destination);
  connection.run(
    'DELETE FROM job_lanes WHERE queue = ? AND destination = ? AND held = 0 AND head IS NULL',
    queue,
    destination,
  );
}

/** Forgets users whose turns the queue has passed: they start from its turn again. */
export function forgetUsers(connection: Connection, queue: string): void {
  connection.run(
    'DELETE FROM job_users WHERE queue = ?1 AND turn < (SELECT turn FROM job_queues WHERE queue = ?1)',
    queue,
  );
}
