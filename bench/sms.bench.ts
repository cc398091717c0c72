/**
 * Text messages: how many a second to a carrier and their receipts back, beside Kannel; how soon a phone that waits has
 * one to send; and what becomes of them while the process that sends them is killed every second.
 */
import type { Bench, Report } from './report.ts';
import { measureKills } from './sms-kills.ts';
import { measurePhone } from './sms-phone.ts';
import { measureRates } from './sms-rate.ts';

async function run(report: Report): Promise<void> {
  await measurePhone(report);
  await measureRates(report);
  await measureKills(report);
}

export default { name: 'sms', run } satisfies Bench;
