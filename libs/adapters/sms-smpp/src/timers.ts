/** Time that passes and actions after it, so that tests can turn it. */
export interface Timers {
  /** Milliseconds since any fixed moment, never going back. */
  now(): number;
  /** Runs `action` once, after `milliseconds`; what is returned prevents it. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
