/**
 * What part of the processor's time goes to which area of the program, of the CPU profiles in a folder. Time spent in
 * Node or the engine belongs to the nearest function below it on the stack that lies in an area.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly url: string };
  readonly children?: readonly number[];
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** Seconds by area; what lies in none is `other`. */
export type AreaTimes = ReadonlyMap<string, number>;

/** @param areas by name: what matches the path of a file that belongs to it */
export function areaTimes(folder: string, areas: Readonly<Record<string, RegExp>>): AreaTimes {
  const times = new Map<string, number>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    addTimes(times, profile, areasOf(profile, areas));
  }
  return times;
}

function addTimes(
  times: Map<string, number>,
  { samples, timeDeltas }: CpuProfile,
  areas: ReadonlyMap<number, string>,
): void {
  for (const [index, sample] of samples.entries()) {
    const area = areas.get(sample);
    if (area !== undefined) times.set(area, (times.get(area) ?? 0) + (timeDeltas[index] ?? 0) / 1e6);
  }
}

/** The area of each node by its id; none for those in which the processor was idle. */
function areasOf({ nodes }: CpuProfile, areas: Readonly<Record<string, RegExp>>): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, string>();
  const own = ({ callFrame: { url } }: ProfileNode): string | undefined =>
    Object.entries(areas).find(([, files]) => files.test(url))?.[0];
  const left: [ProfileNode, string][] = nodes.slice(0, 1).map((root) => [root, 'other']);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, inherited] = next;
    const area = own(node) ?? inherited;
    if (!isIdle(node)) found.set(node.id, area);
    for (const child of node.children ?? []) left.push([byId.get(child)!, area]);
  }
  return found;
}

function isIdle({ callFrame }: ProfileNode): boolean {
  const { functionName } = callFrame as { readonly functionName?: string };
  return functionName === '(idle)' || functionName === '(program)';
}
