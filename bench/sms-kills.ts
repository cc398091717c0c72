/**
 * Messages on their way while the process that sends them is killed every second: each is at the carrier exactly once, or
 * is told to be of unknown outcome, and none is lost. Throws where that is not so.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { Adapters } from '@postbus/composition';
import type { MailboxScope, TextMessage } from '@postbus/domain';
import { CarrierProcess } from './carrier-process.ts';
import { PostbusServer } from './postbus-server.ts';
import type { Report } from './report.ts';
import type { CarrierCounts } from './sms-carrier.ts';
import { smsSettings } from './sms-settings.ts';
import { recipientOf, submitTexts } from './sms-submissions.ts';

const messages = 1000;
const mailboxes = 10;
/** Milliseconds that it lives each time, once it listens. */
const life = 1000;
/** With these some 100 messages leave in a life. */
const window = 10;
/** After this what a process held that died is taken up; as often as it dies here, it must be sooner than usual. */
const lease = '2s';
const answerAfter = 100;
const receiptAfter = 200;
/** Milliseconds without anything new, longer than the lease, after which all has come to rest. */
const rest = 5000;

export async function measureKills(report: Report): Promise<void> {
  for (const references of [false, true]) {
    const name = `killed every second, receipts ${references ? 'with' : 'without'} our reference`;
    report.progress(name);
    await measure(report, name, references);
  }
}

async function measure(report: Report, name: string, references: boolean): Promise<void> {
  const carrier = await CarrierProcess.start({ answerAfter, receiptAfter, references });
  const server = await PostbusServer.start({
    accounts: mailboxes,
    settings: { ...smsSettings({ port: carrier.port, window }), 'smsDispatch.lease': lease },
    fill: (adapters, scopes) => submitTexts(adapters, scopes, { first: 0, count: messages }),
  });
  const kills = await killUntilDone(server, carrier);
  const counts = await settled(carrier);
  await server.handled(['sms.submitted.v1', 'sms.status.v1']);
  const found = await server.stopAndRead((adapters) => allMessages(adapters, server.mailboxes));
  const there = await carrier.numbers();
  await carrier.stop();
  const outcome = compare(found, there);
  const row = (what: string, value: number, higherIsBetter: boolean): void =>
    report.add({ case: `${name}, ${what}`, unit: 'messages', value, higherIsBetter });
  report.add({ case: `${name}, kills`, unit: 'kills', value: kills, higherIsBetter: true });
  row('exactly once', outcome.once, true);
  row('marked unknown', outcome.unknown, false);
  row('of them at the carrier', outcome.unknownThere, false);
  row('lost', outcome.lost, false);
  row('sent twice', counts.repeated.length, false);
  if (outcome.lost > 0 || counts.repeated.length > 0) {
    throw new Error(`${outcome.lost} messages were lost and ${counts.repeated.length} sent twice`);
  }
}

/** Until a life brings the carrier nothing more. @returns how often it was killed */
async function killUntilDone(server: PostbusServer, carrier: CarrierProcess): Promise<number> {
  for (let kills = 0, before = -1; ; kills++) {
    await after(life);
    const { submissions } = await carrier.counts();
    if (submissions > 0 && submissions === before) return kills;
    before = submissions;
    await server.restartKilled();
  }
}

/** Until nothing comes any more and every receipt was taken. */
async function settled(carrier: CarrierProcess): Promise<CarrierCounts> {
  for (;;) {
    const before = await carrier.counts();
    await after(rest);
    const counts = await carrier.counts();
    if (counts.submissions === before.submissions && counts.receipts === counts.submissions) return counts;
  }
}

async function allMessages(
  { textMessages }: Adapters,
  scopes: readonly MailboxScope[],
): Promise<readonly TextMessage[]> {
  const lists = await Promise.all(scopes.map(({ mailbox }) => textMessages.list(mailbox, { limit: messages })));
  return lists.flat();
}

interface Outcome {
  readonly once: number;
  readonly unknown: number;
  readonly unknownThere: number;
  readonly lost: number;
}

/** What we say of each message beside what the carrier has. */
function compare(found: readonly TextMessage[], numbers: readonly number[]): Outcome {
  const stateOf = new Map(found.map(({ recipients, state }) => [recipients[0]!.number, state]));
  const there = new Set(numbers);
  let once = 0;
  let unknown = 0;
  let unknownThere = 0;
  let lost = 0;
  for (let number = 0; number < messages; number++) {
    const state = stateOf.get(recipientOf(number));
    if (state === 'unknown') {
      unknown++;
      if (there.has(number)) unknownThere++;
    } else if (there.has(number) && (state === 'sent' || state === 'delivered')) once++;
    else lost++;
  }
  return { once, unknown, unknownThere, lost };
}
