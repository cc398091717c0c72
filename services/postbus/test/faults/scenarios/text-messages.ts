import { setTimeout as after } from 'node:timers/promises';
import type { Scenario, Stage } from '../stage.ts';

/** Faults that follow one another at most. */
const longestBurst = 6;
/** Milliseconds of work between two faults, at most, and that something is away. */
const longestWork = 2500;
const longestAway = 6000;
/** Milliseconds of a stop: past the lease of a message and the share of the carrier's account. */
const stopped = 17_000;

/** What text messages go through suffers: who dispatches them, the line to the carrier, who takes them in. */
export const textMessages: Scenario = {
  name: 'text-messages',
  shows:
    'sms-dispatch killed, stopped for longer than its leases, and left; the carrier away, silent and slow; sync and conversion killed',
  faults: { long: 34, short: 4 },
  run: (stage) =>
    stage.inBursts(longestBurst, async () => {
      await stage.pause(longestWork);
      const { what, suffer } = stage.random.pick(sufferings);
      await stage.faultBeside(what, () => suffer(stage));
    }),
};

const sufferings: readonly { readonly what: string; readonly suffer: (stage: Stage) => Promise<void> }[] = [
  { what: 'sms-dispatch killed', suffer: (stage) => killOne(stage, 'sms-dispatch') },
  { what: 'sms-dispatch killed, and again while it started', suffer: killTwice },
  { what: 'every sms-dispatch killed', suffer: killAll },
  { what: `sms-dispatch stopped for ${stopped / 1000} s`, suffer: stopOne },
  { what: 'sms-dispatch left in good order, and joined', suffer: leave },
  { what: 'sync killed', suffer: (stage) => killOne(stage, 'sync') },
  { what: 'conversion killed', suffer: (stage) => killOne(stage, 'conversion') },
  { what: 'connections to the carrier reset, none let in', suffer: cutCarrier },
  { what: 'carrier silent', suffer: stallCarrier },
  { what: 'carrier a second slower for each answer', suffer: slowCarrier },
];

async function killOne(stage: Stage, name: 'sms-dispatch' | 'sync' | 'conversion'): Promise<void> {
  const victim = stage.random.pick(stage.world.cluster.named(name));
  await stage.kill(victim);
  await victim.start();
}

async function killTwice(stage: Stage): Promise<void> {
  const victim = stage.random.pick(stage.world.cluster.named('sms-dispatch'));
  await stage.kill(victim);
  await stage.killWhileStarting(victim, 2000);
  await victim.start();
}

async function killAll(stage: Stage): Promise<void> {
  const victims = stage.world.cluster.named('sms-dispatch');
  await Promise.all(victims.map((victim) => stage.kill(victim)));
  await Promise.all(victims.map((victim) => victim.start()));
}

async function stopOne(stage: Stage): Promise<void> {
  const { pid } = stage.random.pick(stage.world.cluster.named('sms-dispatch'));
  process.kill(pid, 'SIGSTOP');
  await after(stopped);
  process.kill(pid, 'SIGCONT');
}

async function leave(stage: Stage): Promise<void> {
  const member = stage.random.pick(stage.world.cluster.named('sms-dispatch'));
  await member.stop();
  await stage.pause(longestAway);
  await member.start();
}

async function cutCarrier(stage: Stage): Promise<void> {
  const { carrierLine } = stage.world.servers;
  carrierLine.cut();
  await stage.pause(longestAway);
  carrierLine.mend();
}

async function stallCarrier(stage: Stage): Promise<void> {
  const { carrierLine } = stage.world.servers;
  carrierLine.stall();
  await stage.pause(longestAway);
  carrierLine.resume();
}

async function slowCarrier(stage: Stage): Promise<void> {
  const { carrierLine } = stage.world.servers;
  carrierLine.delay = 500;
  await stage.pause(longestAway);
  carrierLine.delay = 0;
}
