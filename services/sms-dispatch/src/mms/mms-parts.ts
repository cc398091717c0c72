/** All that carries multimedia messages, put together from the settings. */
import type { TlsOptions } from 'node:tls';
import type { Endpoint } from '@postbus/platform';
import type { MmsChannel, MmsChannelInbound, TextMessageStore } from '@postbus/ports';
import { Keywords } from '../carrier/keywords.ts';
import { OptOutWords } from '../carrier/opt-out-words.ts';
import { tellFault } from '../channels.ts';
import type { ChannelDispatch, DispatchPart } from '../dispatched.ts';
import type { ChannelTable } from '../routing/channel-table.ts';
import type { AnswerAsMail } from './answer-as-mail.ts';
import { MailGatewayDispatch } from './mail-gateway-dispatch.ts';
import { MmsDispatch, type MmsDispatchParts } from './mms-dispatch.ts';
import type { MailGatewaySettings, Mm7ListenSettings, Mm7Settings } from './mms-settings.ts';
import { ReceiveMms, type ReceiveMmsParts } from './receive-mms.ts';
import { TakeMmsReport } from './take-mms-report.ts';

type Named = { readonly name: string };
export type Mm7Channel = Mm7Settings & Named & { readonly kind: 'mm7' };
export type MailGatewayChannel = MailGatewaySettings & Named & { readonly kind: 'mail' };

/** What listens for carriers, once started. */
export interface Mm7Listening {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What the main program gives to speak MM7. */
export interface Mm7Factories {
  readonly mm7?: (channel: Mm7Channel) => MmsChannel;
  /** @param senders those of the channels that carriers may send to */
  readonly mm7Listener?: (
    settings: Mm7ListenSettings & { readonly listen: Endpoint },
    senders: readonly Mm7Channel[],
    inbound: MmsChannelInbound,
    onFault: (channel: string | undefined, doing: string, error: unknown) => void,
    tls?: TlsOptions,
  ) => Promise<Mm7Listening>;
}

export type MmsPorts = Omit<MmsDispatchParts, 'table' | 'reports'> &
  Omit<ReceiveMmsParts, 'answers' | 'region' | 'meaningOf' | 'optOuts'> & {
    readonly texts: TextMessageStore;
    readonly table: ChannelTable;
    readonly answers: Pick<AnswerAsMail, 'execute'>;
    readonly region: string | undefined;
    readonly mailDomain: string | undefined;
  };

export interface MmsParts {
  /** By the channel's name. */
  readonly dispatches: ReadonlyMap<string, ChannelDispatch>;
  readonly parts: readonly DispatchPart[];
}

/**
 * @param tls of the process, which the listener speaks too
 * @throws what the factories throw, where a channel's settings are not right together
 */
export function mmsParts(
  ports: MmsPorts,
  configured: readonly (Mm7Channel | MailGatewayChannel)[],
  listen: Mm7ListenSettings,
  factories: Mm7Factories,
  tls?: TlsOptions,
): MmsParts {
  const mm7 = configured.filter((channel) => channel.kind === 'mm7');
  const kept = new Map(mm7.map(({ name, receiptsKept }) => [name, receiptsKept]));
  const reports = new TakeMmsReport(ports.texts, ports.clock, (channel) => kept.get(channel) ?? 1);
  const dispatches = new Map<string, ChannelDispatch>();
  for (const channel of configured) {
    if (channel.kind === 'mail') dispatches.set(channel.name, new MailGatewayDispatch(ports, channel));
    else if (factories.mm7 !== undefined)
      dispatches.set(channel.name, new MmsDispatch({ ...ports, reports }, factories.mm7(channel), channel));
  }
  const words = new Map(
    mm7.map(({ name, keywords }) => [name, new Keywords({ keywords, stopWords: [], startWords: [] })]),
  );
  const meaningOf: ReceiveMmsParts['meaningOf'] = (channel, text) => words.get(channel)?.meaningOf(text);
  const optOuts = new OptOutWords(ports.texts, ports.clock, ports.table.senders, ports.region);
  const received = new ReceiveMms({ ...ports, meaningOf, optOuts });
  const inbound: MmsChannelInbound = {
    receipt: (receipt) => reports.execute(receipt),
    message: (message) => received.execute(message),
  };
  const { mm7Listener } = factories;
  const { listen: at } = listen;
  if (mm7Listener === undefined || at === 'off') return { dispatches, parts: [] };
  const start = () => mm7Listener({ ...listen, listen: at }, mm7, inbound, tellFault, tls);
  return { dispatches, parts: [listener(start)] };
}

function listener(start: () => Promise<Mm7Listening>): DispatchPart {
  let listening: Mm7Listening | undefined;
  return {
    start: async () => {
      listening = await start();
    },
    stop: async () => listening?.close(),
  };
}
