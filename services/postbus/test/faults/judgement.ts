/** Whether a cluster kept its word to those who used it: nothing lost, nothing doubled, nothing left behind. */
import { setTimeout as after } from 'node:timers/promises';
import { FolderType } from '@postbus/activesync';
import { Phone } from '@postbus/testing/phone';
import { type KeptMessage, differences, inOrder } from '../clients/kept-message.ts';
import { password } from '../clients/place.ts';
import { untilDone } from '../clients/until-done.ts';
import { type Crowd, elsewhere } from './crowd.ts';
import { some } from './stage.ts';
import { judgeTexts } from './text-judgement.ts';
import type { World } from './world.ts';

/** Milliseconds after the last message was accepted within which every phone must have it. */
const settleTime = 120_000;
/** Milliseconds after that within which no group is behind, the outbox is empty and no job is left. */
const idleTime = 60_000;

/** Its jobs look again when a phone's time for a message is over, whether it has told meanwhile or not. */
const timesOfPhones = 'sms/phone';

/** What there was before, which is no fault of this run. */
export interface Before {
  readonly deadLetters: number;
  readonly ownEnds: number;
  readonly sinkMessages: number;
}

export async function look({ administration, processes, servers }: World): Promise<Before> {
  const { deadLetters } = await administration.listDeadLetters({ limit: 1000 });
  return {
    deadLetters: deadLetters.length,
    ownEnds: processes.reduce((sum, { ownEnds }) => sum + ownEnds.length, 0),
    sinkMessages: servers.sink.messages.length,
  };
}

export interface Judgement {
  /** What is not as it must be, a line each. */
  readonly findings: readonly string[];
  /** Text messages of which it is told that nobody knows what became of them. */
  readonly unknown: number;
}

/** Ends the crowd's work and looks at all that it left. */
export async function judge(world: World, crowd: Crowd, name: string, before: Before): Promise<Judgement> {
  const findings: string[] = [];
  await crowd.endSending();
  const longest = crowd.pace * settleTime;
  const { missing: late } = await crowd.settled(longest);
  if (late.length > 0) findings.push(`${late.length} copies did not come within ${longest / 1000} s: ${some(late)}`);
  const texts = await judgeTexts(world, crowd.texts);
  findings.push(...texts.findings);
  findings.push(...(await restlessness(world, crowd.pace * idleTime)));
  await crowd.endFollowing();
  for (const [index, address] of crowd.accounts.entries()) {
    const inbox = await read(world, address, FolderType.Inbox);
    findings.push(...told(`Inbox of account ${index + 1}`, differences(inbox, crowd.subjectsFor(address))));
    findings.push(...unlike(crowd, address, inbox));
  }
  const sent = await read(world, crowd.submitting, FolderType.SentItems);
  findings.push(...told('Sent Items', differences(sent, crowd.submitter.accepted)));
  findings.push(...lostElsewhere(world, crowd, name));
  findings.push(...(await ends(world, before)));
  return { findings, unknown: texts.unknown };
}

/** Waits until nothing is under way. */
async function restlessness({ administration }: World, longest: number): Promise<string[]> {
  const end = performance.now() + longest;
  for (;;) {
    const { lag, outbox } = await administration.listLag({});
    const { jobs } = await administration.countJobs({});
    const left = [
      ...lag
        .filter(({ records }) => records > 0)
        .map(({ group, topic, records }) => `${group} is ${records} records of ${topic} behind`),
      ...(outbox > 0 ? [`${outbox} events wait in the outbox`] : []),
      ...jobs
        .map(({ queue, waiting, due, claimed }) => ({
          queue,
          count: due + claimed + (queue === timesOfPhones ? 0 : waiting),
        }))
        .filter(({ count }) => count > 0)
        .map(({ queue, count }) => `${count} jobs of ${queue} are left`),
    ];
    if (left.length === 0) return [];
    if (performance.now() > end) return left.map((what) => `${what} ${longest / 1000} s after the last message came`);
    await after(200);
  }
}

/** What a phone that was not there before finds in a folder. */
async function read({ places }: World, user: string, type: number): Promise<KeptMessage[]> {
  const phone = new Phone({ origin: places[2].httpOrigin, user, password, deviceId: `fresh${type}` });
  try {
    await untilDone(() => phone.provision());
    await untilDone(() => phone.folderSync());
    const folder = phone.folderOf(type);
    while ((await untilDone(() => phone.sync(folder))).more);
    return [...phone.collection(folder).items.entries()].map(([, { Subject = '', Read = false }]) => ({
      subject: Subject,
      read: Read,
    }));
  } finally {
    phone.close();
  }
}

function told(place: string, found: ReturnType<typeof differences>): string[] {
  return Object.entries(found)
    .filter(([, subjects]) => subjects.length > 0)
    .map(([kind, subjects]) => `${place}: ${subjects.length} ${kind}: ${some(subjects)}`);
}

/** Phones that hold something else than the mailbox, or were told what does not fit. */
function unlike(crowd: Crowd, address: string, inbox: readonly KeptMessage[]): string[] {
  const state = ({ subject, read }: KeptMessage): string => `${subject}${read ? ', read' : ''}`;
  const kept = inOrder(inbox).map(state);
  return crowd.followers
    .filter(({ user }) => user === address)
    .flatMap((follower) => {
      const held = inOrder(follower.held).map(state);
      const off = [...kept.filter((one) => !held.includes(one)), ...held.filter((one) => !kept.includes(one))];
      const { complaints } = follower;
      return [
        ...(off.length > 0 || held.length !== kept.length
          ? [`a phone holds ${held.length} messages, the Inbox ${kept.length}; not alike: ${some(off)}`]
          : []),
        ...(complaints.length > 0 ? [`a phone was told what does not fit: ${some(complaints)}`] : []),
      ];
    });
}

/** A host may be told a message twice where the relay was killed before it knew of the answer: not less than once. */
function lostElsewhere({ servers }: World, crowd: Crowd, name: string): string[] {
  const got = new Set(
    servers.sink.messages
      .filter(({ recipients }) => recipients.some((recipient) => recipient.includes(elsewhere(name))))
      .map(({ content }) => /^Subject: (.*)\r$/m.exec(content.toString())?.[1]),
  );
  const lost = crowd.submitter.accepted.filter((subject) => !got.has(subject));
  return lost.length === 0 ? [] : [`${lost.length} messages did not come to the other host: ${some(lost)}`];
}

async function ends(world: World, before: Before): Promise<string[]> {
  const { deadLetters } = await world.administration.listDeadLetters({ limit: 1000 });
  const letters = deadLetters
    .slice(before.deadLetters)
    .map(({ topic, group, code }) => `${topic} by ${group}: ${code}`);
  const all = world.processes.flatMap(({ name, ownEnds }) => ownEnds.map((end) => ({ name, ...end })));
  return [
    ...(letters.length > 0 ? [`${letters.length} dead letters: ${some(letters)}`] : []),
    ...all
      .slice(before.ownEnds)
      .map(({ name, code, signal, errors }) => `${name} ended by itself with ${code ?? signal}: ${errors.slice(-500)}`),
  ];
}
