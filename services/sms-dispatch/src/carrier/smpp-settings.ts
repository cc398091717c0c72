/** The fields of a channel of kind `smpp`, beside those that every channel has. Times in milliseconds. */
import {
  type Kind,
  choice,
  count,
  duration,
  endpoint,
  list,
  onOff,
  optional,
  required,
  secret,
  section,
  setting,
  text,
} from '@postbus/platform';
import { type NationalLanguage, isNationalLanguage } from '@postbus/sms';
import type { z } from 'zod';
import { languages } from './keywords.ts';

const octet = (): Kind<number> => count({ min: 0, max: 255 });
const some = (): Kind<number> => count({ min: 1 });
const aWhile = (): Kind<number> => duration({ min: 1 });

/** A word alone in a message. */
const word: Kind<string> = {
  expected: 'a word',
  read: (written) => (typeof written === 'string' && /^\S{1,32}$/.test(written) ? written : undefined),
};

/** A table of 3GPP TS 23.038 annex A by its number. */
const nationalLanguage: Kind<NationalLanguage> = {
  expected: 'the number of a national language: 1 Turkish, 2 Spanish, 3 Portuguese, …',
  read: (written) => {
    const value = Number(written);
    return isNationalLanguage(value) ? value : undefined;
  },
};

const refusalKinds = choice('never', 'later', 'elsewhere');

/** `{ "0x0000040b": "later" }` */
const refusals: Kind<Readonly<Record<string, 'never' | 'later' | 'elsewhere'>>> = {
  expected:
    "what statuses mean: { ESME_RSUBMITFAIL: 'elsewhere', '0x0000040b': 'later' }, each never, later or elsewhere",
  read: (written) => {
    if (written === '') return {};
    if (typeof written !== 'object' || written === null || Array.isArray(written)) return undefined;
    const entries = Object.entries(written as Readonly<Record<string, unknown>>);
    const isRight = ([name, kind]: [string, unknown]): boolean =>
      /^(?:ESME_\w+|0x[0-9a-f]{8})$/.test(name) && refusalKinds.read(kind) !== undefined;
    return entries.every(isRight) ? (Object.fromEntries(entries) as Record<string, 'never'>) : undefined;
  },
};

export const smppSection = section({
  hosts: required(list(endpoint()), 'Where the carrier takes binds, host:port; the next where one does not answer'),
  tls: optional(choice('verify', 'none'), 'none sends the password readable by all; TLS but for loopback unless told'),
  caFile: optional(
    text(),
    "PEM file of the authorities that the carrier's certificate is of; the system's unless told",
  ),
  certificateFile: optional(text(), 'PEM file of the certificate that is shown to the carrier'),
  keyFile: optional(text(), 'PEM file of its key'),
  systemId: required(text(), 'Name to bind with'),
  password: optional(secret(), 'Password to bind with, at most 8 characters'),
  passwordFile: optional(text(), 'File that holds the password instead'),
  systemType: optional(text(), 'system_type of the bind'),
  addressTon: optional(octet(), 'addr_ton of the bind'),
  addressNpi: optional(octet(), 'addr_npi of the bind'),
  addressRange: optional(text(), 'address_range of the bind'),
  binds: setting(
    choice('transceiver', 'pair', 'transmitter', 'receiver'),
    'transceiver',
    'pair: a transmitter and a receiver',
  ),
  connections: setting(count({ min: 1, max: 64 }), '1', 'Binds, or pairs, of all processes together'),
  rate: setting(some(), '10', 'PDUs a second of all processes together'),
  window: setting(count({ min: 1, max: 10_000 }), '10', 'Submissions without answer, of one connection'),
  answerWithin: setting(aWhile(), '30s', 'After this a submission without an answer is of unknown outcome'),
  enquireLink: setting(aWhile(), '30s', 'Of silence until enquire_link'),
  reconnectAfter: setting(aWhile(), '1s', 'Wait before the first new connection; doubled up to a minute'),
  serviceType: optional(text(), 'service_type of submissions'),
  sourceTon: optional(octet(), 'Type of number of senders, instead of what follows from each'),
  sourceNpi: optional(octet(), 'Their numbering plan'),
  destinationTon: optional(octet(), 'Type of number of recipients'),
  destinationNpi: optional(octet(), 'Their numbering plan'),
  plus: setting(onOff(), 'false', 'Whether international numbers are written with +'),
  bareNumbers: setting(
    choice('international', 'national'),
    'international',
    'What digits without a type of number are',
  ),
  alphabet: setting(choice('gsm', 'latin-1', 'ascii'), 'gsm', 'What the octets of text are that is not UCS-2'),
  textCoding: setting(octet(), '0', 'data_coding of such text'),
  unicodeCoding: setting(octet(), '8', 'data_coding of UCS-2'),
  transliterate: setting(onOff(), 'false', 'Whether characters become others that read alike where that avoids UCS-2'),
  lockingShifts: setting(list(nationalLanguage), '', 'Languages whose locking shift table phones here have'),
  singleShifts: setting(list(nationalLanguage), '', 'Languages whose single shift table phones here have'),
  longMessages: setting(
    choice('header', 'sar', 'payload'),
    'header',
    'How parts are told to be parts; payload gives the carrier the whole text to cut',
  ),
  referenceBits: setting(choice('8', '16'), '8', 'Width of the reference that parts have in common'),
  mostParts: setting(count({ min: 1, max: 255 }), '20', 'Parts of one message; against one text that costs hundreds'),
  receipts: setting(choice('all', 'failure', 'none'), 'all', 'Which outcomes the carrier is asked to tell'),
  receiptIds: setting(choice('any', 'same'), 'any', 'Whether ids of receipts may be in another form than in answers'),
  receiptsKept: setting(
    some(),
    '10000',
    'Receipts of messages not known, kept for their answer; against a flood of them',
  ),
  validity: setting(
    choice('relative', 'absolute', 'none'),
    'relative',
    'How the carrier is told when a message expires',
  ),
  userMessageReference: setting(onOff(), 'true', 'Whether submissions carry user_message_reference'),
  refusals: setting(refusals, '', 'What statuses of the carrier mean, where that is not what the document says'),
  keywords: setting(
    list(choice(...languages)),
    'en,de,fr,es',
    'Languages whose words for STOP and START are obeyed, where one is all that a message says',
  ),
  stopWords: setting(list(word), '', 'Further words for STOP'),
  startWords: setting(list(word), '', 'Further words for START'),
});

export type SmppSettings = z.output<typeof smppSection>;
