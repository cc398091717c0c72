/** What a scenario has to hand: the world, chance, how much is asked of it; and where it tells of its faults. */
import { setTimeout as after } from 'node:timers/promises';
import type { ClusterProcess } from '../../src/cluster/cluster-process.ts';
import { killWhileStarting } from '../kill-while-starting.ts';
import type { Crowd } from './crowd.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface Scenario {
  readonly name: string;
  /** In one sentence. */
  readonly shows: string;
  /** Faults, as the scenario counts them, of the long run and of the test run. */
  readonly faults: { readonly long: number; readonly short: number };
  /** Why it cannot be done in this world, where it cannot. */
  readonly impossible?: (world: World) => string | undefined;
  readonly run: (stage: Stage) => Promise<void>;
}

export interface StageOptions {
  readonly world: World;
  readonly crowd: Crowd;
  readonly random: Random;
  readonly faults: number;
  /** On the clock of `performance.now()`; no fault begins after it. */
  readonly end: number;
  readonly tell: (line: string) => void;
}

/** Milliseconds after its end at which a fault must be without traces for the clients: twice a group's session timeout, and a restart. */
const recoveryTime = 120_000;
/** Milliseconds of a recovery of which it is told what it waited for. */
const slow = 20_000;

export class Stage {
  readonly world: World;
  readonly crowd: Crowd;
  readonly random: Random;
  /** What went otherwise than it must. */
  readonly findings: string[] = [];
  faults = 0;
  kills = 0;
  /** Milliseconds. */
  slowestRecovery = 0;
  readonly #options: StageOptions;
  readonly #began = performance.now();
  readonly #recoveries: Promise<void>[] = [];

  constructor(options: StageOptions) {
    this.#options = options;
    this.world = options.world;
    this.crowd = options.crowd;
    this.random = options.random;
  }

  /** Whether one more fault is wanted. */
  get goesOn(): boolean {
    return this.faults < this.#options.faults && performance.now() < this.#options.end;
  }

  /** How many faults are still to come. */
  get left(): number {
    return this.#options.faults - this.faults;
  }

  /** Does a fault, mends it, and waits until all that was accepted by then has come to every phone. */
  async fault(what: string, doAndMend: () => Promise<void>): Promise<void> {
    await this.faultBeside(what, doAndMend);
    await this.#recoveries.at(-1);
  }

  /** The same, with the next fault beginning as soon as this one is mended. */
  async faultBeside(what: string, doAndMend: () => Promise<void>): Promise<void> {
    this.faults++;
    const began = performance.now();
    await doAndMend();
    const mended = performance.now();
    this.#recoveries.push(this.#recovery(what, began, mended));
  }

  /**
   * Faults that follow one another, up to `longest` of them, then waits for what they left; until no more is wanted. Without
   * the wait a group whose members die faster than their sessions end would never work again.
   */
  async inBursts(longest: number, fault: () => Promise<void>): Promise<void> {
    while (this.goesOn) {
      for (let left = this.random.between(0, longest); left > 0 && this.goesOn; left--) await fault();
      await this.recovered();
    }
  }

  /** Waits for what the faults that came beside each other left. */
  async recovered(): Promise<void> {
    await Promise.all(this.#recoveries);
  }

  /** Lets it go on for a time up to `most` milliseconds. */
  async pause(most: number, least = 0): Promise<void> {
    await after(this.random.between(least, most));
  }

  /** SIGKILL. */
  async kill(victim: { kill(): Promise<void> }): Promise<void> {
    this.kills++;
    await victim.kill();
  }

  /** Starts a process and kills it within so many milliseconds, most likely before it listens. */
  async killWhileStarting(process: ClusterProcess, within: number): Promise<void> {
    this.kills++;
    await killWhileStarting(process.command(), this.random.between(50, within));
  }

  /** Waits until `condition`; tells where it does not come within milliseconds. */
  async expect(what: string, condition: () => boolean, within = 0): Promise<void> {
    const end = performance.now() + within;
    while (!condition()) {
      if (performance.now() > end) {
        this.findings.push(what);
        return;
      }
      await after(20);
    }
  }

  async #recovery(what: string, began: number, mended: number): Promise<void> {
    const { missing, last } = await this.crowd.settled(this.crowd.pace * recoveryTime);
    const took = performance.now() - mended;
    this.slowestRecovery = Math.max(this.slowestRecovery, took);
    const recovered = missing.length === 0;
    const outcome = recovered
      ? `recovered after ${seconds(took)}${took > slow ? ` (${last})` : ''}`
      : `${missing.length} copies missing after ${seconds(took)}`;
    if (!recovered) this.findings.push(`${what}: ${outcome}: ${some(missing)}`);
    const times = `${seconds(began - this.#began).padStart(9)}  for ${seconds(mended - began).padStart(7)}`;
    this.#options.tell(`${times}  ${what.padEnd(46)}  ${outcome}`);
  }
}

/** Names that are told of many. */
const named = 5;

export function some(names: readonly string[]): string {
  return names.length <= named
    ? names.join('; ')
    : `${names.slice(0, named).join('; ')} and ${names.length - named} more`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
