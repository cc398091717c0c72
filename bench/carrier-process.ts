/** The carrier of `sms-carrier.ts`, seen from the bench. */
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '@postbus/testing';
import type { CarrierCounts, CarrierOptions } from './sms-carrier.ts';

const program = fileURLToPath(new URL('sms-carrier.ts', import.meta.url));
/** Milliseconds between looks at what came. */
const lookEvery = 20;

export class CarrierProcess {
  readonly #process: ServerProcess;

  private constructor(process: ServerProcess) {
    this.#process = process;
  }

  static async start(options: CarrierOptions): Promise<CarrierProcess> {
    return new CarrierProcess(await ServerProcess.start({ program, arguments: [JSON.stringify(options)] }));
  }

  get port(): number {
    return this.#process.port('smpp');
  }

  get pid(): number {
    return this.#process.pid;
  }

  async counts(): Promise<CarrierCounts> {
    return (await this.#ask('counts')) as CarrierCounts;
  }

  /** Numbers of the messages that came. */
  async numbers(): Promise<readonly number[]> {
    return (await this.#ask('numbers')) as readonly number[];
  }

  /** Fulfilled once `condition` holds. @throws {Error} where nothing came for `patience` milliseconds */
  async until(condition: (counts: CarrierCounts) => boolean, patience = 20_000): Promise<CarrierCounts> {
    let before = 0;
    let changed = performance.now();
    for (;;) {
      const counts = await this.counts();
      if (condition(counts)) return counts;
      const came = counts.submissions + counts.receipts;
      if (came !== before) changed = performance.now();
      before = came;
      if (performance.now() - changed > patience) {
        throw new Error(`the carrier waits: ${counts.submissions} submissions, ${counts.receipts} receipts taken`);
      }
      await after(lookEvery);
    }
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  async #ask(what: string): Promise<unknown> {
    const response = await fetch(`http://${this.#process.listening['control']!}/${what}`);
    return response.json();
  }
}
