/** Whether text messages left once, were told of rightly, and left nothing behind. */
import { setTimeout as after } from 'node:timers/promises';
import { FolderType } from '@postbus/activesync';
import type { SubmittedText } from '../clients/submitted-text.ts';
import type { TextProgram } from '../clients/text-program.ts';
import { textClient } from '../clients/text-writer.ts';
import { untilDone } from '../clients/until-done.ts';
import { some } from './stage.ts';
import type { TextCrowd } from './text-crowd.ts';
import type { World } from './world.ts';

/** States in which a message stays once all is told that there is to tell. */
const final: Readonly<Record<'carrier' | 'phone', readonly string[]>> = {
  carrier: ['delivered', 'unknown', 'cancelled'],
  phone: ['sent'],
};
/** Milliseconds within which every message must be in one of them, and out of the Outbox. */
const settleTime = 120_000;
const interval = 500;

export interface TextOutcome {
  readonly findings: readonly string[];
  /** Recipients of whom it is told that nobody knows whether they have it. */
  readonly unknown: number;
}

/** After the crowd has ended sending. */
export async function judgeTexts(world: World, crowd: TextCrowd): Promise<TextOutcome> {
  const longest = crowd.pace * settleTime;
  const states = {
    carrier: await settledStates(crowd.programs[0], 'carrier', longest),
    phone: await settledStates(crowd.ofPhone, 'phone', longest),
  };
  await crowd.endPhone();
  const findings = [
    ...crowd.forCarrier.flatMap((one) => atCarrier(world, states.carrier, one)),
    ...crowd.forPhone.flatMap((one) => atPhone(crowd, states.phone, one)),
    ...neverSubmitted(states.carrier, crowd.forCarrier),
    ...neverSubmitted(states.phone, crowd.forPhone),
    ...crowd.phone.complaints.map((complaint) => `the phone that sends was told what does not fit: ${complaint}`),
    ...(await leftIn(crowd.programs[0])),
    ...(await leftIn(crowd.ofPhone)),
    ...(await inSentItems(world, crowd, states.carrier)),
    ...(await inInbox(world, crowd)),
    ...(world.servers.carrier.waiting > 0 ? [`${world.servers.carrier.waiting} deliveries of the carrier wait`] : []),
  ];
  const unknown = [...states.carrier.values()].flat().filter((state) => state === 'unknown').length;
  return { findings: byKind(findings), unknown };
}

/** @returns states by number, once all are final and nothing lies in the Outbox, or as they are when that takes too long */
async function settledStates(
  program: TextProgram,
  by: keyof typeof final,
  longest: number,
): Promise<Map<string, string[]>> {
  const end = performance.now() + longest;
  for (;;) {
    const states = await program.states();
    const roles = await program.messagesByRole();
    const isSettled = [...states.values()].flat().every((state) => final[by].includes(state));
    if ((isSettled && roles.get('outbox') === 0) || performance.now() > end) return states;
    await after(interval);
  }
}

/** Findings of one message that the carrier was to get. */
function atCarrier(
  world: World,
  states: Map<string, string[]>,
  { to, texts, mayBeTakenBack }: SubmittedText,
): string[] {
  return to.flatMap((number) => {
    const told = states.get(number) ?? [];
    const carried = world.servers.carrier.carried(number.slice(1));
    const what = `${number} "${texts[0]!.slice(0, 40)}" is ${told.join() || 'not planned'}`;
    const isBack = mayBeTakenBack === true && told.every((state) => state === 'cancelled');
    if (isBack) return carried === undefined ? [] : [`taken back, and sent: ${what}`];
    const isWhole = carried?.text !== undefined;
    return [
      ...(told.length === 1 ? [] : [`not one message for a recipient: ${what}`]),
      ...(told.every((state) => ['delivered', 'unknown'].includes(state)) ? [] : [`not ended as it must: ${what}`]),
      ...((carried?.doubled ?? 0) > 0 ? [`sent twice: ${what}`] : []),
      ...(isWhole && !texts.includes(carried.text) ? [`another text came: ${what}`] : []),
      ...(told.includes('delivered') && !(isWhole && carried.told) ? [`delivered, and never was: ${what}`] : []),
      // Its receipts name our own reference too: none leaves anything unknown.
      ...(told.includes('unknown') && isWhole && carried.told ? [`unknown, though its receipts came: ${what}`] : []),
    ];
  });
}

function atPhone(crowd: TextCrowd, states: Map<string, string[]>, { to, texts }: SubmittedText): string[] {
  return to.flatMap((number) => {
    const told = states.get(number) ?? [];
    const sent = crowd.phone.sent.get(number) ?? [];
    const what = `${number} "${texts[0]!}" is ${told.join() || 'not planned'}`;
    return [
      ...(told.length === 1 ? [] : [`not one message for a recipient: ${what}`]),
      ...(told.every((state) => state === 'sent') ? [] : [`not ended as it must: ${what}`]),
      ...(sent.length === 1 && sent[0] === texts[0] ? [] : [`a phone sent it ${sent.length} times: ${what}`]),
    ];
  });
}

function neverSubmitted(states: Map<string, string[]>, submitted: readonly SubmittedText[]): string[] {
  const known = new Set(submitted.flatMap(({ to }) => to));
  return [...states.keys()].filter((number) => !known.has(number)).map((number) => `never submitted: ${number}`);
}

async function leftIn(program: TextProgram): Promise<string[]> {
  const roles = await program.messagesByRole();
  return (['outbox', 'drafts'] as const).flatMap((role) => {
    const count = roles.get(role) ?? 0;
    return count === 0 ? [] : [`items left in ${role}: ${count}`];
  });
}

/** Each item is there once; one that its owner took back in time is not. */
async function inSentItems(world: World, crowd: TextCrowd, states: Map<string, string[]>): Promise<string[]> {
  const isSent = ({ to }: SubmittedText): boolean =>
    to.some((number) => (states.get(number) ?? []).some((state) => state !== 'cancelled'));
  const ofCarrier = await textsIn(world, crowd.writer, FolderType.SentItems);
  const ofPhone = await textsIn(world, crowd.phoneOwner, FolderType.SentItems);
  return [
    ...notOnce('Sent Items', ofCarrier, crowd.forCarrier.filter(isSent)),
    ...notOnce('Sent Items of the phone', ofPhone, crowd.forPhone),
  ];
}

/** @param expected of each, one of its texts is to be there once */
function notOnce(place: string, found: Map<string, number>, expected: readonly SubmittedText[]): string[] {
  const left = new Map(found);
  const wrong: string[] = [];
  // What a mail says may come again in another mail; all others have a text of their own.
  for (const { texts } of expected) {
    const text = texts.find((one) => (left.get(one) ?? 0) > 0);
    if (text === undefined) wrong.push(`missing in ${place}: "${texts[0]!.slice(0, 40)}"`);
    else left.set(text, left.get(text)! - 1);
  }
  const more = [...left].filter(([, count]) => count > 0);
  return [...wrong, ...more.map(([text]) => `too often in ${place}: "${text.slice(0, 40)}"`)];
}

async function inInbox(world: World, crowd: TextCrowd): Promise<string[]> {
  const found = await textsIn(world, crowd.writer, FolderType.Inbox);
  const expected = new Map(crowd.received.map(({ text, most }) => [text, most]));
  return [
    ...[...expected.keys()]
      .filter((text) => !found.has(text))
      .map((text) => `missing in the Inbox: "${text.slice(0, 40)}"`),
    ...[...found]
      .filter(([text, count]) => count > (expected.get(text) ?? 0))
      .map(([text, count]) => `${count} times in the Inbox: "${text.slice(0, 40)}"`),
  ];
}

/** How often a phone that was not there before finds each text in a folder. */
async function textsIn({ places }: World, user: string, type: number): Promise<Map<string, number>> {
  const phone = textClient(places[2], user, `texts${type}`);
  try {
    await untilDone(() => phone.provision());
    await untilDone(() => phone.folderSync());
    const folder = phone.folderOf(type);
    while ((await untilDone(() => phone.sync(folder))).more);
    const counts = new Map<string, number>();
    for (const [, { Body }] of phone.collection(folder).items.texts())
      counts.set(String(Body?.Data), (counts.get(String(Body?.Data)) ?? 0) + 1);
    return counts;
  } finally {
    phone.close();
  }
}

/** One line for each kind of finding. */
function byKind(findings: readonly string[]): string[] {
  const kinds = Map.groupBy(findings, (finding) => finding.slice(0, finding.indexOf(':')));
  return [...kinds].map(
    ([kind, all]) => `text messages, ${all.length} ${kind}: ${some(all.map((one) => one.slice(kind.length + 2)))}`,
  );
}
