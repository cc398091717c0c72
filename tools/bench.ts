/**
 * Runs a bench of bench/ against the built packages and prints a table.
 *
 *   npm run bench -- NAME [--json FILE] [--profile FOLDER]
 *
 * NAME is that of a file `bench/NAME.bench.ts`. With `--json`, writes
 * `{bench, results: [{case, unit, value, higherIsBetter, peers: {name: value}}]}` to FILE.
 * With `--profile`, the server writes a CPU profile a thread to FOLDER; bench/top-costs.ts reads them.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, BenchResult } from '../bench/report.ts';

const folder = new URL('../bench/', import.meta.url);
const ending = '.bench.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, profile: { type: 'string' } },
});
const names = readdirSync(folder)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length));
const [name] = positionals;
if (name === undefined || positionals.length > 1 || !names.includes(name)) {
  process.stderr.write(
    `usage: npm run bench -- NAME [--json FILE] [--profile FOLDER]; NAME is one of ${names.join(', ')}\n`,
  );
  process.exit(2);
}

if (values.profile !== undefined) process.env['POSTBUS_BENCH_PROFILE'] = resolve(values.profile);
const { default: bench } = (await import(new URL(`${name}${ending}`, folder).href)) as { default: Bench };
const results: BenchResult[] = [];
await bench.run({
  add: (result) => results.push({ peers: {}, ...result }),
  progress: (text) => process.stderr.write(`${text}\n`),
});
process.stdout.write(tableOf(results));
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ bench: bench.name, results }, null, 2)}\n`);
}

/** A column a peer, and how many times better than it we are. */
function tableOf(rows: readonly BenchResult[]): string {
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.peers)))];
  const heading = ['case', 'unit', 'postbus', ...peers.flatMap((peer) => [peer, 'times better'])];
  const lines = rows.map((row) => [
    row.case,
    row.unit,
    numberText(row.value),
    ...peers.flatMap((peer) => {
      const their = row.peers[peer];
      return their === undefined ? ['', ''] : [numberText(their), numberText(timesBetter(row, their))];
    }),
  ]);
  const widths = heading.map((_, column) => Math.max(...[heading, ...lines].map((line) => line[column]!.length)));
  const text = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ');
  return [heading, widths.map((width) => '-'.repeat(width)), ...lines]
    .map((cells) => `${text(cells).trimEnd()}\n`)
    .join('');
}

function timesBetter({ value, higherIsBetter }: BenchResult, their: number): number {
  return higherIsBetter ? value / their : their / value;
}

function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
