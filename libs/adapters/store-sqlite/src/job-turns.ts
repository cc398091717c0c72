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
  const turn = nextTurn(connection, queue, user);
  connection.run("UPDATE jobs SET phase = 'ready', turn = ? WHERE row = ?", turn, row);
  raiseLane(connection, queue, destination, turn);
}

/** The turn of the user's next job. */
export function nextTurn(connection: Connection, queue: string, user: string): number {
  return connection.get<{ readonly turn: number }>(
    `INSERT INTO job_users (queue, user, turn)
       VALUES (?1, ?2, coalesce((SELECT turn FROM job_queues WHERE queue = ?1), 0))
     ON CONFLICT DO UPDATE SET turn = max(turn + 1, excluded.turn) RETURNING turn`,
    queue,
    user,
  )!.turn;
}

/** The lane of a job that is ready now. */
export function raiseLane(connection: Connection, queue: string, destination: string, turn: number): void {
  connection.run(
    `INSERT INTO job_lanes (queue, destination, head, served, held) VALUES (?, ?, ?, 0, 0)
     ON CONFLICT DO UPDATE SET head = min(coalesce(head, excluded.head), excluded.head)`,
    queue,
    destination,
    turn,
  );
}

/**
 * The destination whose turn it is, of those of which fewer than `perDestination` jobs are held, and how many of its jobs
 * are in turn: where no other destination waits, as many as may be, `most` at most.
 */
export function nextInTurn(
  connection: Connection,
  queue: string,
  perDestination: number,
  most: number,
): { readonly destination: string; readonly most: number } | undefined {
  const [lane, other] = connection.all<{ readonly destination: string; readonly held: number }>(
    `SELECT destination, held FROM job_lanes INDEXED BY job_lanes_by_head
     WHERE queue = ? AND head IS NOT NULL AND held < ? ORDER BY head, served LIMIT 2`,
    queue,
    perDestination,
  );
  if (lane === undefined) return undefined;
  return {
    destination: lane.destination,
    most: other === undefined ? Math.min(most, perDestination - lane.held) : 1,
  };
}

/** So many jobs of the destination, the last of them with this turn, are ready no longer: its lane and its queue move on. */
export function passTurns(
  connection: Connection,
  passed: { readonly queue: string; readonly destination: string; readonly turn: number; readonly jobs: number },
): void {
  const { queue, destination, turn, jobs } = passed;
  const { served } = connection.get<{ readonly served: number }>(
    `INSERT INTO job_queues (queue, turn, served) VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET turn = max(turn, excluded.turn), served = served + excluded.served RETURNING served`,
    queue,
    turn,
    jobs,
  )!;
  connection.run(
    `UPDATE job_lanes SET served = ?3, held = held + ?4, head = (
       SELECT min(turn) FROM jobs INDEXED BY jobs_by_turn WHERE queue = ?1 AND destination = ?2 AND phase = 'ready')
     WHERE queue = ?1 AND destination = ?2`,
    queue,
    destination,
    served,
    jobs,
  );
}

/** Counts one more job of the destination as held. @returns whether fewer than `perDestination` were */
export function holdLane(connection: Connection, queue: string, destination: string, perDestination: number): boolean {
  return (
    connection.run(
      `INSERT INTO job_lanes (queue, destination, head, served, held) VALUES (?, ?, NULL, 0, 1)
       ON CONFLICT DO UPDATE SET held = held + 1 WHERE held < ?`,
      queue,
      destination,
      perDestination,
    ).changes > 0
  );
}

/** A job of the destination is no longer held. */
export function freeLane(connection: Connection, queue: string, destination: string): void {
  const lane = connection.get<{ readonly held: number; readonly head: number | null }>(
    'UPDATE job_lanes SET held = held - 1 WHERE queue = ? AND destination = ? RETURNING held, head',
    queue,
    destination,
  );
  if (lane?.held !== 0 || lane.head !== null) return;
  connection.run('DELETE FROM job_lanes WHERE queue = ? AND destination = ?', queue, destination);
}

/** Forgets users whose turns the queue has passed: they start from its turn again. */
export function forgetUsers(connection: Connection, queue: string): void {
  connection.run(
    'DELETE FROM job_users WHERE queue = ?1 AND turn < (SELECT turn FROM job_queues WHERE queue = ?1)',
    queue,
  );
}
