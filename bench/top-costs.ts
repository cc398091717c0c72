/**
 * Says where the time of CPU profiles went: for each thread, the functions by their own time.
 *
 *   node bench/top-costs.ts FOLDER [ROWS]
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const [folder = '.', rows = '25'] = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
  const costs = ownTimes(profile);
  const busy = [...costs].filter(([place]) => place !== '(idle)' && place !== '(program)');
  const total = busy.reduce((sum, [, time]) => sum + time, 0);
  process.stdout.write(
    `${file}: ${(total / 1e6).toFixed(1)} s busy, ${((costs.get('(program)') ?? 0) / 1e6).toFixed(1)} s outside JavaScript\n`,
  );
  for (const [place, time] of busy.sort((a, b) => b[1] - a[1]).slice(0, Number(rows))) {
    process.stdout.write(`${((time / total) * 100).toFixed(1).padStart(6)} %  ${place}\n`);
  }
}

/** Microseconds by `file:line function`. */
function ownTimes({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, sample] of samples.entries()) {
    const place = places.get(sample) ?? '?';
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return times;
}

function placeOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const path = url.replace(/^.*\/(?=(libs|services|node_modules)\/)/, '').replace('/dist/', '/');
  return `${path}:${lineNumber + 1} ${name}`;
}
