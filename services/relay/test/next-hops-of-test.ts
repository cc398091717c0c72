/** Fake next hops and relays for one test each, closed after it. */
import type { ClaimedJob } from '@postbus/domain';
import { type SinkOptions, type SinkScript, type SmtpSink, startSmtpSink } from '@postbus/testing';
import { afterEach, expect } from 'vitest';
import type { DeliveryState } from '../src/delivery/delivery-state.ts';
import { RelayWorld, type WorldOptions, type Zone } from './relay-world.ts';

const sinks: SmtpSink[] = [];
const worlds: RelayWorld[] = [];

afterEach(async () => {
  await Promise.all(sinks.splice(0).map((sink) => sink.close()));
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

/** A fake next hop, closed after the test. */
export async function sinkOf(script: SinkScript = {}, options: SinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(script, options);
  sinks.push(sink);
  return sink;
}

/** A world in which `there.example` is at these hosts, all of one port, in this order of preference. */
export async function worldOf(
  hosts: readonly Pick<SmtpSink, 'host' | 'port'>[],
  options: WorldOptions = {},
): Promise<RelayWorld> {
  const names = hosts.map((_, index) => `mx${index}.there.example`);
  const zone = {
    mx: { 'there.example': names.map((name, index) => [index, name] as const) },
    addresses: Object.fromEntries(hosts.map(({ host }, index) => [names[index], [host]])),
  };
  return worldOfZone(zone, { ...options, routing: { port: hosts[0]?.port ?? 25, ...options.routing } });
}

export async function worldOfZone(zone: Zone, options: WorldOptions = {}): Promise<RelayWorld> {
  const world = await RelayWorld.open({ zone, ...options });
  worlds.push(world);
  return world;
}

/** What a delivery's job keeps. */
export const stateOf = (job: ClaimedJob | undefined) => job?.state as DeliveryState;
export const bob = { address: 'bob@there.example' };
/** The last of `count` messages that the relay put on the bus, as text. */
export const reportOf = async (world: RelayWorld, count = 1) =>
  (await world.received(count)).at(-1)?.content.toString() ?? '';
export const noJobs = async (world: RelayWorld) => expect(await world.jobs.counts()).toEqual([]);
