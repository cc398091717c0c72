/** One scenario from its first message to the judgement. */
import { Crowd } from './crowd.ts';
import { type Judgement, judge, look } from './judgement.ts';
import { Random } from './random.ts';
import { type Scenario, Stage } from './stage.ts';
import type { World } from './world.ts';

export interface ScenarioOptions {
  readonly faults: number;
  readonly seed: number;
  /** How much longer the clients rest between two messages, and all may take, where the machine is slow. */
  readonly pace?: number;
  /** Milliseconds after which no further fault begins. */
  readonly time?: number;
  readonly tell?: (line: string) => void;
}

export interface ScenarioOutcome {
  readonly name: string;
  /** Why it was not done. */
  readonly skipped?: string;
  /** What went otherwise than it must; empty in good order. */
  readonly findings: readonly string[];
  readonly faults: number;
  readonly kills: number;
  /** Messages taken in, by SMTP and from phones. */
  readonly accepted: number;
  /** Text messages taken in, and delivered from outside; and recipients of whom nobody knows whether they have theirs. */
  readonly texts: number;
  readonly unknown: number;
  /** Attempts that were not answered well and made again. */
  readonly retries: number;
  /** Milliseconds. */
  readonly slowestRecovery: number;
  readonly time: number;
}

const nothing = {
  findings: [],
  faults: 0,
  kills: 0,
  accepted: 0,
  texts: 0,
  unknown: 0,
  retries: 0,
  slowestRecovery: 0,
  time: 0,
};

/** Milliseconds of mail before the first fault and after the last. */
const calm = 1500;

let runs = 0;

/** The world is as before afterwards, unless there are findings. */
export async function runScenario(
  world: World,
  scenario: Scenario,
  options: ScenarioOptions,
): Promise<ScenarioOutcome> {
  const { name } = scenario;
  const skipped = scenario.impossible?.(world);
  if (skipped !== undefined) return { name, skipped, ...nothing };
  const began = performance.now();
  const random = new Random(options.seed);
  const run = `${name}${++runs}`;
  const before = await look(world);
  const crowd = await Crowd.gather(world, run, options.seed, options.pace);
  const { faults, time = Infinity, tell = () => undefined } = options;
  const stage = new Stage({ world, crowd, random, faults, end: began + time, tell });
  const failure = await play(scenario, stage);
  const { findings, unknown } = await judged(failure, () => judge(world, crowd, run, before));
  crowd.abandon();
  return {
    name,
    findings: [...stage.findings, ...findings],
    faults: stage.faults,
    kills: stage.kills,
    accepted: crowd.accepted,
    texts: crowd.texts.accepted,
    unknown,
    retries: crowd.retries + crowd.texts.retries,
    slowestRecovery: stage.slowestRecovery,
    time: performance.now() - began,
  };
}

/** @returns why it could not go on to its end */
async function play(scenario: Scenario, stage: Stage): Promise<string | undefined> {
  const clients = stage.crowd.run();
  const acts = async (): Promise<void> => {
    await stage.pause(calm, calm);
    await scenario.run(stage);
    await stage.recovered();
    await stage.pause(calm, calm);
  };
  try {
    // A client that cannot go on ends the run at once.
    await Promise.race([acts(), clients]);
    return undefined;
  } catch (error) {
    return asFinding(error)[0];
  }
}

async function judged(failure: string | undefined, judgement: () => Promise<Judgement>): Promise<Judgement> {
  if (failure !== undefined) return { findings: [failure], unknown: 0 };
  return judgement().catch((error: unknown) => ({ findings: asFinding(error), unknown: 0 }));
}

function asFinding(error: unknown): string[] {
  return [`the run ended early: ${(error as Error).stack ?? String(error)}`];
}
