/** How a thread of the pool is asked for something. */
export interface WorkOptions {
  /** Whether it came close to crashing a worker before: then it runs alone in one. */
  readonly isolated: boolean;
  readonly signal: AbortSignal;
}
