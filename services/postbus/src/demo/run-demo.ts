/** `postbus demo`: the whole way of mail and text messages, on real ones, told step by step. */
import { resolve } from 'node:path';
import { type Output, paletteFor } from '../terminal/palette.ts';
import { DemoReport } from './demo-report.ts';
import { DemoTraces, traceLines } from './demo-traces.ts';
import { type DemoWorld, openDemoWorld } from './demo-world.ts';
import { tellStory } from './story.ts';

export interface DemoRequest {
  /** Whether each service runs in processes of its own, over Kafka and MongoDB. */
  readonly cluster: boolean;
  /** Whether the folder stays. */
  readonly keep: boolean;
  readonly json: boolean;
  readonly version: string;
}

/** Milliseconds that the demo may take; in a cluster servers may have to be installed first. */
const longest = { embedded: 28_000, cluster: 600_000 };

/** @returns whether every step went well */
export async function runDemo({ cluster, keep, json, version }: DemoRequest, output: Output): Promise<boolean> {
  const started = performance.now();
  const report = new DemoReport(output, json, AbortSignal.timeout(cluster ? longest.cluster : longest.embedded));
  const palette = paletteFor(output, process.env);
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  let world: DemoWorld | undefined;
  report.say(`\n${palette.heading('Postbus demo')}: mail and text messages on their whole way, to a phone and back\n`);
  try {
    await report.step('start', async () => {
      world = await (cluster ? openClusterWorld() : openDemoWorld(version));
      return { seen: world.described };
    });
    const traces = new DemoTraces(world!.traces);
    const { message, text } = await tellStory(world!, report, traces);
    for (const [what, trace] of [
      [message.subject, message.trace],
      [text.text, text.trace],
    ] as const) {
      report.say(`\n  The way of "${what}", trace ${trace}\n`);
      for (const line of traceLines(traces.of(trace), palette)) report.say(line);
    }
    report.say(`\n${palette.good(`All ${report.lines.length} steps went well`)}, in ${seconds()} s.`);
    return true;
  } catch {
    const failed = report.lines.at(-1);
    report.say(`\n${palette.bad(`The step "${failed?.step}" failed`)}, after ${seconds()} s: ${failed?.seen}`);
    return false;
  } finally {
    await world?.close(keep);
    if (keep && world?.folder !== undefined)
      report.say(
        `Kept: postbus start --data ${resolve(world.folder)}\n` +
          `  accounts anna@demo.example and ben@demo.example, password ${world.password}`,
      );
  }
}

/** What starts servers is no part of an image, and loaded only here. */
async function openClusterWorld(): Promise<DemoWorld> {
  const world = await import('./cluster-world.ts');
  return world.openClusterWorld();
}
