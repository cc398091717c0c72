/** Work on bytes that may crash its thread, or the process, or never end: tried a few times, then given up. docs/adr/0006 */
import type { AttemptLog } from '@postbus/ports';
import { attemptFailed } from '../channels.ts';
import type { ByteBudget } from './byte-budget.ts';
import { ConversionError } from './conversion.ts';

/** After so many failures it is not tried any more. */
const mostFailures = 2;
/** And after so many attempts in processes that died: more, since these are blamed on all that was under way. */
const mostUnended = 5;

export interface Attempt<Result> {
  /** Attempts are counted by it. */
  readonly id: string;
  /** Bytes that are worked on. */
  readonly size: number;
  readonly signal: AbortSignal;
  readonly read: () => Promise<Uint8Array>;
  /** @param isolated whether it came close to crashing a thread before; then it is to run alone */
  readonly run: (bytes: Uint8Array, isolated: boolean) => Promise<Result>;
}

export class BoundedAttempts {
  constructor(
    private readonly log: AttemptLog,
    private readonly budget: ByteBudget,
  ) {}

  /**
   * An attempt is recorded before it starts. What its result is good for is done after it.
   * @param giveUp what comes of it in the end
   * @throws {PortError} of reading; {ConversionError} `aborted`; never because of the bytes
   */
  execute<Result>(attempt: Attempt<Result>, giveUp: () => Result): Promise<Result> {
    return this.budget.within(attempt.size, attempt.signal, () => this.#execute(attempt, giveUp));
  }

  async #execute<Result>(attempt: Attempt<Result>, giveUp: () => Result): Promise<Result> {
    const { id } = attempt;
    for (let failures = 0; ; failures++) {
      const bytes = await attempt.read();
      const unended = await this.log.begin(id);
      if (failures >= mostFailures || unended >= mostUnended) {
        const given = giveUp();
        await this.log.end(id);
        return given;
      }
      const outcome = await this.#attempt(attempt, bytes, unended > 0);
      if (outcome === undefined) continue;
      await this.log.end(id);
      return outcome.result;
    }
  }

  async #attempt<Result>(
    { id, run }: Attempt<Result>,
    bytes: Uint8Array,
    isolated: boolean,
  ): Promise<{ readonly result: Result } | undefined> {
    try {
      return { result: await run(bytes, isolated) };
    } catch (error) {
      if (error instanceof ConversionError && error.code !== 'aborted') {
        attemptFailed.publish({ attempt: id, code: error.code, reason: error.reason });
        return undefined;
      }
      // Whoever stops the service is not the message's fault.
      await this.log.end(id);
      throw error;
    }
  }
}
