/** The channels as the settings name them: what all kinds have, and where each kind's own fields are read. */
import {
  ConfigurationError,
  type ConfigurationMistake,
  type Kind,
  type Section,
  choice,
  list,
  required,
  section,
  setting,
} from '@postbus/platform';
import { channelGuid, phoneChannel } from '@postbus/text-messages';
import type { z } from 'zod';
import { smppSection } from './carrier/smpp-settings.ts';
import { mailGatewaySection, mm7Section } from './mms/mms-settings.ts';

export const channelKinds = ['smpp', 'mm7', 'mail'] as const;
export type ChannelKind = (typeof channelKinds)[number];

const channelName: Kind<string> = {
  expected: `a name of letters, digits, - and _, other than ${phoneChannel}`,
  read: (written) =>
    typeof written === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(written) && written !== phoneChannel
      ? written
      : undefined,
};

/** Costs of a message by the beginning of the number: `{ '+1': 0.5, '': 1 }`. */
const costs: Kind<ReadonlyMap<string, number>> = {
  expected: "costs by prefix: { '+1': 0.5, '': 1 }",
  read: (written) => {
    if (written === '') return new Map();
    if (typeof written !== 'object' || written === null) return undefined;
    const entries = Object.entries(written as Readonly<Record<string, unknown>>);
    const right = entries.every(
      ([prefix, cost]) => /^(\+?\d{0,15})$/.test(prefix) && typeof cost === 'number' && cost >= 0,
    );
    return right ? new Map(entries as [string, number][]) : undefined;
  },
};

/** A number or a name that messages come from. */
const sender: Kind<string> = {
  expected: 'a number, or a name of at most eleven letters and digits',
  read: (written) =>
    typeof written === 'string' && (/^\+?\d{3,15}$/.test(written) || /^[A-Za-z0-9 ._-]{1,11}$/.test(written))
      ? written
      : undefined,
};

/** What every channel has; the fields of a kind are beside these. */
export const channelSection = section({
  name: required(channelName, 'How rules and events name it'),
  kind: required(choice(...channelKinds), 'What it speaks'),
  cost: setting(costs, '', 'What a message costs, by the longest prefix of the number; 0 where none fits'),
  senders: setting(list(sender), '', 'What messages come from: the first, unless their owner asks for another'),
});

/** The fields of each kind. */
const sections = {
  smpp: channelSection.extend(smppSection.shape),
  mm7: channelSection.extend(mm7Section.shape),
  mail: channelSection.extend(mailGatewaySection.shape),
} satisfies Readonly<Record<ChannelKind, Section>>;

type SectionOf = typeof sections;
/** One channel, its kind's fields read. */
export type TextChannel = {
  [Kind in ChannelKind]: z.output<SectionOf[Kind]> & {
    readonly kind: Kind;
    /** As PidNameOMSAccountGuid has it. [MS-OXOSMMS] 2.2.1.1 */
    readonly guid: string;
  };
}[ChannelKind];

/** As written: an array of maps, or the JSON of one. */
export const writtenChannels: Kind<readonly Readonly<Record<string, unknown>>[]> = {
  expected: 'a list of channels, each with name and kind (docs/text-messages.md)',
  secret: true,
  read: (written) => {
    if (written === '') return [];
    const isMap = (entry: unknown): boolean => typeof entry === 'object' && entry !== null && !Array.isArray(entry);
    return Array.isArray(written) && written.every(isMap) ? written : undefined;
  },
};

type Written = readonly Readonly<Record<string, unknown>>[];

/** @throws {ConfigurationError} `wrong-settings` with every mistake in them */
export function readChannels(written: Written): readonly TextChannel[] {
  const { channels, mistakes } = readEach(written);
  if (mistakes.length > 0)
    throw new ConfigurationError('wrong-settings', 'The channels of text messages are not right:', mistakes);
  return channels;
}

/** What is wrong with channels, and their names as far as they are right. */
export function channelMistakes(written: Written): {
  readonly names: readonly string[];
  readonly mistakes: readonly ConfigurationMistake[];
} {
  const { channels, mistakes } = readEach(written);
  return { names: channels.map(({ name }) => name), mistakes };
}

function readEach(written: Written): {
  readonly channels: readonly TextChannel[];
  readonly mistakes: readonly ConfigurationMistake[];
} {
  const mistakes: ConfigurationMistake[] = [];
  const channels = written.flatMap((entry, index) => readChannel(entry, `smsDispatch.channels[${index}]`, mistakes));
  const names = channels.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index) mistakes.push(mistake('smsDispatch.channels', `one channel named ${name}`));
  return { channels, mistakes };
}

function readChannel(
  entry: Readonly<Record<string, unknown>>,
  place: string,
  mistakes: ConfigurationMistake[],
): TextChannel[] {
  const kind = channelKinds.find((one) => one === entry['kind']);
  const fields: Section = kind === undefined ? channelSection : sections[kind];
  const result = fields.strict().safeParse(entry);
  for (const { path, message } of result.error?.issues ?? [])
    mistakes.push(mistake([place, ...path.map(String)].join('.'), message));
  if (!result.success || kind === undefined) return [];
  return [{ ...result.data, guid: channelGuid(String(result.data['name'])) } as TextChannel];
}

function mistake(key: string, expected: string): ConfigurationMistake {
  return { key, source: 'among the channels', expected, found: undefined };
}
