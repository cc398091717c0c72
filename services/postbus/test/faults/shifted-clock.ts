/**
 * A preload of Node that makes one process's clock wrong: `FAULTS_CLOCK=60000` is a minute ahead, and
 * `FAULTS_CLOCK=0,60000,-60000` changes from one to the next every few seconds, the last to stay. What measures spans of
 * time (performance.now, timers) goes on as it does where a clock is set.
 */
const shifts = (process.env['FAULTS_CLOCK'] ?? '0').split(',').map(Number);
/** Milliseconds between two jumps. */
const interval = 4000;

const RealDate = Date;
const realNow = Date.now;

function shift(): number {
  const turn = Math.floor(performance.now() / interval);
  return shifts[Math.min(turn, shifts.length - 1)]!;
}

const now = (): number => realNow() + shift();

globalThis.Date = new Proxy(RealDate, {
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  construct: (target, given: [], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
});

const { timeOrigin } = performance;
Object.defineProperty(performance, 'timeOrigin', { configurable: true, get: () => timeOrigin + shift() });
