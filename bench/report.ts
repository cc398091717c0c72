/** What a bench found out: rows of a table, and the JSON that is compared from day to day. */

export interface BenchResult {
  readonly case: string;
  readonly unit: string;
  readonly value: number;
  readonly higherIsBetter: boolean;
  /** The same, of others, measured in the same run. */
  readonly peers: Readonly<Record<string, number>>;
}

export interface Report {
  add(result: Omit<BenchResult, 'peers'> & { readonly peers?: BenchResult['peers'] }): void;
  /** Tells on the terminal what goes on. */
  progress(text: string): void;
}

export interface Bench {
  readonly name: string;
  readonly run: (report: Report) => Promise<void>;
}

/** Value at `share` (0.99) of sorted `values`, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Adds p50 and p99 of times in milliseconds, ours and, by name, those of peers. */
export function addTimes(
  report: Report,
  name: string,
  times: readonly number[],
  peers: Readonly<Record<string, readonly number[]>> = {},
): void {
  for (const [label, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const ofPeers = Object.entries(peers).map(([peer, their]) => [peer, percentile(their, share)] as const);
    report.add({
      case: `${name}, ${label}`,
      unit: 'ms',
      value: percentile(times, share),
      higherIsBetter: false,
      peers: Object.fromEntries(ofPeers),
    });
  }
}
