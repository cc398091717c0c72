/** Writes a line of the log for each message of the channels in the table. */
import { type Message, fieldOf } from '../telemetry/fields.ts';
import { Subscriptions } from '../telemetry/subscriptions.ts';
import type { Log } from './log.ts';
import { type LogRow, logTable } from './log-table.ts';

/** @returns how to end it */
export function logChannels(log: Log, rows: readonly LogRow[] = logTable): () => void {
  const subscriptions = new Subscriptions();
  for (const { channel, level, message, fields } of rows) {
    subscriptions.to(channel, (told) => log[level](picked(told, fields), message));
  }
  return () => subscriptions.end();
}

function picked(told: Message, fields: readonly string[]): Record<string, unknown> {
  const values = fields.map((field) => [field, fieldOf(told, field)] as const);
  const { error, traceparent } = told;
  return {
    ...Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    ...(error !== undefined && { error }),
    ...(traceparent !== undefined && { traceparent }),
  };
}
