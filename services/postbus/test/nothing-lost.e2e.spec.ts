/**
 * The server is killed with SIGKILL again and again while mail comes in, a phone synchronizes and another submits.
 * `POSTBUS_KILLS` says how often; a few times unless told, so that the tests stay quick.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Follower } from './clients/follower.ts';
import { type KeptMessage, differences, inOrder, noDifferences } from './clients/kept-message.ts';
import { Sender } from './clients/sender.ts';
import { Submitter } from './clients/submitter.ts';
import { KilledServer } from './nothing-lost-server.ts';

const kills = Number(process.env['POSTBUS_KILLS'] ?? '5');
/** Milliseconds that it works before a kill, at most. */
const longestLife = 1500;
/** One of so many kills comes while it starts, within milliseconds. */
const startKilledOneIn = 3;
const longestStart = 1000;
const senders = 4;
/** Milliseconds that a client rests between two messages, at most. */
const longestPause = 60;
const ann = 'ann@example.org';
const bob = 'bob@example.org';
/** Milliseconds, for each kill and for all that is left at the end. */
const timeLimit = kills * 10_000 + 60_000;

let server: KilledServer;
let outcome: Outcome;

interface Outcome {
  readonly sent: ReadonlyMap<string, readonly string[]>;
  readonly submitted: readonly string[];
  readonly retries: { readonly sending: number; readonly submitting: number };
  readonly inboxes: ReadonlyMap<string, readonly KeptMessage[]>;
  readonly sentItems: readonly KeptMessage[];
  readonly phone: {
    readonly held: readonly KeptMessage[];
    readonly complaints: readonly string[];
    readonly marked: number;
  };
}

beforeAll(async () => {
  server = await KilledServer.prepare([ann, bob]);
  outcome = await sendWhileKilled();
}, timeLimit);
afterAll(() => server.remove());

async function sendWhileKilled(): Promise<Outcome> {
  const mail = Array.from(
    { length: senders },
    (_, number) =>
      new Sender({ place: server, name: `sender ${number}, message`, recipients: [ann, bob], longestPause }),
  );
  const submitter = new Submitter({ place: server, user: bob, recipientsOf: () => [ann], longestPause });
  const follower = new Follower({ place: server, user: ann, heartbeat: 1, marks: true });
  const sending = new AbortController();
  const following = new AbortController();
  const sends = [...mail, submitter].map((client) => client.run(sending.signal));
  const follows = follower.run(following.signal);
  const clients = Promise.all([...sends, follows]);
  // A client that fails ends the run at once.
  await Promise.race([killAgainAndAgain(), clients]);
  sending.abort();
  await Promise.all(sends);
  await server.idle();
  following.abort();
  await clients;
  await follower.sync();
  follower.close();
  await server.stop();
  return {
    sent: new Map(mail.flatMap(({ accepted }) => [...accepted])),
    submitted: submitter.accepted,
    retries: { sending: mail.reduce((sum, { retries }) => sum + retries, 0), submitting: submitter.retries },
    inboxes: new Map([
      [ann, await server.kept(ann, 'inbox')],
      [bob, await server.kept(bob, 'inbox')],
    ]),
    sentItems: await server.kept(bob, 'sent'),
    phone: { held: follower.held, complaints: follower.complaints, marked: follower.marked },
  };
}

async function killAgainAndAgain(): Promise<void> {
  for (let kill = 1; kill <= kills; kill++) {
    await server.runAndKill(Math.random() * longestLife);
    if (kill % startKilledOneIn === 0) await server.killWhileStarting(Math.random() * longestStart);
  }
  await server.start();
}

function subjectsFor(recipient: string): string[] {
  return [...outcome.sent].filter(([, to]) => to.includes(recipient)).map(([subject]) => subject);
}

describe('killed at any moment and started again', () => {
  it('was sent mail that the kills left unanswered', () => {
    expect(outcome.sent.size).toBeGreaterThan(kills * 4);
    expect(outcome.submitted.length).toBeGreaterThan(0);
    expect(outcome.retries.sending).toBeGreaterThan(0);
    expect(outcome.retries.submitting).toBeGreaterThan(0);
  });

  it('has every message answered with 250 in the mailbox of each recipient exactly once', () => {
    expect(differences(outcome.inboxes.get(ann)!, [...subjectsFor(ann), ...outcome.submitted])).toEqual(noDifferences);
    expect(differences(outcome.inboxes.get(bob)!, subjectsFor(bob))).toEqual(noDifferences);
  });

  it('has what a phone submitted with a ClientId exactly once in Sent Items, [MS-ASCMD] 2.2.3.30.5', () => {
    expect(differences(outcome.sentItems, outcome.submitted)).toEqual(noDifferences);
  });

  it('leaves a phone that synchronized throughout with the same set and the same read state', () => {
    expect(outcome.phone.complaints).toEqual([]);
    expect(inOrder(outcome.phone.held)).toEqual(inOrder(outcome.inboxes.get(ann)!));
    expect(outcome.phone.marked).toBeGreaterThan(0);
  });
});
