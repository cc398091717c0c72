/**
 * Going down in order. Steps run one after another as they were added: first what lets work in (readiness, listeners),
 * then what does work (handlers, workers), then what others need (outbox, telemetry), last the stores. A step that fails
 * or takes too long does not keep the next from running: what was accepted is durable, and waits for the next start.
 */
import type { Log } from '../log/log.ts';

interface Step {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** Milliseconds. */
  readonly within: number;
}

const defaultWithin = 15_000;

export class Shutdown {
  readonly #steps: Step[] = [];
  #running: Promise<boolean> | undefined;

  constructor(private readonly log: Log) {}

  /** @param within milliseconds after which the next step begins; 15 s unless told */
  add(name: string, run: () => Promise<unknown>, within = defaultWithin): void {
    this.#steps.push({ name, run, within });
  }

  /** Runs the steps, once. @returns whether all of them ended well */
  run(reason: string): Promise<boolean> {
    this.#running ??= this.#runAll(reason);
    return this.#running;
  }

  async #runAll(reason: string): Promise<boolean> {
    this.log.info({ reason }, 'going down');
    let well = true;
    for (const step of this.#steps) well = (await this.#runStep(step)) && well;
    this.log.info({ reason }, 'gone down');
    return well;
  }

  async #runStep({ name, run, within }: Step): Promise<boolean> {
    const { promise: late, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(resolve, within, false);
    try {
      const inTime = await Promise.race([ended(run), late]);
      if (!inTime) this.log.error({ step: name, within }, 'a step of going down takes too long');
      return inTime;
    } catch (error) {
      this.log.error({ step: name, error }, 'a step of going down failed');
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function ended(run: () => Promise<unknown>): Promise<boolean> {
  await run();
  return true;
}

const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Goes down at SIGTERM or SIGINT and then exits: with 0, or 1 where a step did not end well. A second signal exits at once.
 *
 * @param exit ends the process
 * @returns how to stop listening
 */
export function shutdownOnSignal(shutdown: Shutdown, exit: (code: number) => void): () => void {
  let asked = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (asked) return exit(1);
    asked = true;
    void shutdown.run(signal).then((well) => exit(well ? 0 : 1));
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
