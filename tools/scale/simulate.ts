/**
 * What a number of mailboxes needs: rates, topics, partitions, processes, store, and what waking phones costs.
 *
 *   npm run simulate -- [MAILBOXES…] [--messages N] [--recipients N] [--phones N] [--peak N] …
 *
 * 1 and 100 million mailboxes unless told. docs/scaling.md explains the rows.
 */
import { parseArgs } from 'node:util';
import { type Use, measured, usual } from './assumptions.ts';
import { type Plan, planFor } from './plan.ts';
import { wakeUps } from './wake-ups.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(Object.keys(usual).map((name) => [name, { type: 'string' as const }])),
});
const use = { ...usual };
for (const [name, text] of Object.entries(values)) use[name as keyof Use] = positive(`--${name}`, text);
const sizes = positionals.length === 0 ? [1e6, 1e8] : positionals.map((text) => positive('MAILBOXES', text));
for (const mailboxes of sizes) process.stdout.write(pageOf(mailboxes, planFor(mailboxes, use)));

function positive(name: string, text: unknown): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  process.stderr.write(`${name}: a number above 0 is expected, not ${JSON.stringify(text)}\n`);
  return process.exit(2);
}

function pageOf(mailboxes: number, plan: Plan): string {
  const { rates, topics, brokers, processes, waiting, store } = plan;
  const { partitions } = topics.find(({ topic }) => topic === 'mailbox.changed.v1')!;
  const fleet = { hints: rates.hints, partitions, processes: processes.sync, waiting };
  const lines = [
    `${written(mailboxes)} mailboxes, ${written(use.messages)} messages a day each`,
    `  busiest minute   ${written(rates.messages)} messages/s, ${written(rates.deliveries)} deliveries/s, ${written(rates.hints)} changes/s`,
    ...topics.map(
      ({ topic, records, bytes, partitions: count, kept }) =>
        `  ${topic.padEnd(19)}${written(records)} records/s, ${size(bytes)}/s, ${count} partitions, ${size(kept)} kept`,
    ),
    `  brokers          ${written(brokers)}`,
    `  processes        ingest ${written(processes.ingest)}, conversion ${written(processes.conversion)}, sync ${written(processes.sync)} for ${written(waiting)} waiting phones`,
    `  store            ${size(store.documents)} of documents, ${size(store.mime)} of MIME, ${written(store.transactions)} transactions/s of ${measured.roundTrips} round trips, ${written(store.shards)} shards`,
    '  wake-ups',
    ...wakeUps(fleet).map(
      ({ name, perProcess, core, egress, bearable }) =>
        `    ${name.padEnd(58)}${written(perProcess)} hints/s a process, ${(core * 100).toFixed(1)} % of a core, ${size(egress)}/s in all${bearable ? '' : ': too much'}`,
    ),
  ];
  return `${lines.join('\n')}\n\n`;
}

function written(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const unit = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${written(bytes / 1000 ** unit)} ${units[unit]}`;
}
