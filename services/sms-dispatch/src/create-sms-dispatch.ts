/** sms-dispatch over its ports: use cases, channels and workers put together from the settings. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { TlsOptions } from 'node:tls';
import type {
  BlobStore,
  Clock,
  DeviceStore,
  Directory,
  JobStore,
  MailStore,
  MessageBus,
  TextMessageStore,
} from '@postbus/ports';
import { phoneChannel } from '@postbus/text-messages';
import { createCarriers } from './carrier/create-carriers.ts';
import { readChannels } from './channel-settings.ts';
import { ChannelWorkers } from './channel-workers.ts';
import type { ChannelDispatch, DispatchPart } from './dispatched.ts';
import { AnswerAsMail } from './mms/answer-as-mail.ts';
import { mmsParts } from './mms/mms-parts.ts';
import { PhoneDispatch } from './phone/phone-dispatch.ts';
import { ChannelTable } from './routing/channel-table.ts';
import { refuseMistakes } from './settings-mistakes.ts';
import type { SmsDispatchSettings } from './sms-dispatch-settings.ts';
import type { TextChannelFactories } from './text-channel-factories.ts';
import { DispatchAtOnce } from './use-cases/dispatch-at-once.ts';
import { PlanSubmission } from './use-cases/plan-submission.ts';
import { RunJob } from './use-cases/run-job.ts';
import { SettleMessage } from './use-cases/settle-message.ts';

export interface SmsDispatchPorts {
  readonly texts: TextMessageStore;
  readonly mail: MailStore;
  readonly jobs: JobStore;
  readonly directory: Directory;
  readonly devices: DeviceStore;
  readonly blobs: BlobStore;
  readonly bus: MessageBus;
  readonly clock: Clock;
}

/** What is of the whole process and of the main program. */
export interface SmsDispatchSurroundings {
  readonly textMessages: { readonly mailDomain?: string | undefined; readonly region?: string | undefined };
  readonly channels: TextChannelFactories;
  /** Names this process among those that share accounts with carriers; another one each time unless told. */
  readonly owner?: string;
  /** What carriers that send to this process are spoken to with. */
  readonly tls?: TlsOptions;
}

export interface SmsDispatch {
  readonly plan: PlanSubmission;
  readonly settle: SettleMessage;
  /** Begins to dispatch. */
  start(): Promise<void>;
  /** Takes no more messages, lets submissions end within the settings' time, and gives back what is left. */
  stop(): Promise<void>;
}

/** Until a message that another one changed meanwhile is looked at again, milliseconds. */
const retry = 1000;

/** Milliseconds that connections of a process that died are left unused. */
const longestShare = 15_000;

/** @throws {ConfigurationError} `wrong-settings` where channels or rules are not right */
export function createSmsDispatch(
  ports: SmsDispatchPorts,
  settings: SmsDispatchSettings,
  { textMessages: { mailDomain, region }, channels: factories, owner, tls }: SmsDispatchSurroundings,
): SmsDispatch {
  const { jobs, clock } = ports;
  const { lease, rules, concurrency, poll, failoverAfter, shutdown } = settings;
  refuseMistakes(settings);
  const configured = readChannels(settings.channels);
  const table = new ChannelTable(configured);
  /** What carries messages, by the channel's name. */
  const dispatches = new Map<string, ChannelDispatch>([[phoneChannel, new PhoneDispatch(ports, settings.phone)]]);
  /** Connections and listeners, in the order in which they start. */
  const parts: DispatchPart[] = [];
  const answers = new AnswerAsMail(ports.blobs, ports.mail, mailDomain);
  const carriersOfMms = configured.filter((channel) => channel.kind !== 'smpp');
  const mms = mmsParts({ ...ports, table, answers, region, mailDomain }, carriersOfMms, settings.mm7, factories, tls);
  for (const [name, dispatch] of mms.dispatches) dispatches.set(name, dispatch);
  parts.push(...mms.parts);
  const worker = `${hostname()}/${randomUUID()}`;
  const carriersOfSms = configured.filter((channel) => channel.kind === 'smpp');
  const carriers = createCarriers(
    carriersOfSms,
    factories.smpp,
    { ...ports, table },
    {
      owner: owner ?? worker,
      lease: Math.min(lease, longestShare),
      incompleteAfter: settings.incompleteAfter,
      region,
      answers,
      onChanged: (channel) => workers.rouse(channel),
    },
  );
  for (const [name, dispatch] of carriers.dispatches) dispatches.set(name, dispatch);
  parts.push(...carriers.parts);
  const workers = new ChannelWorkers(jobs, dispatches, { worker, concurrency, lease, poll, failoverAfter, clock });
  const isGone = (channel: string): boolean => workers.isGone(channel);
  const run = new RunJob(ports, { table, dispatches, isGone, lease, retry });
  const atOnce = new DispatchAtOnce(ports, run, workers, { table, dispatches, worker, lease });
  return {
    plan: new PlanSubmission(ports, { ...settings, table, rules, region }, atOnce),
    settle: new SettleMessage(ports, { mailDomain }),
    start: async () => {
      for (const part of parts) await part.start();
      await workers.start((job, signal) => run.execute(job, signal));
    },
    stop: async () => {
      await workers.stop(shutdown);
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}
