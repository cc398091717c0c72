/** The fields of channels of kind `mm7` and `mail`, beside those that every channel has, and where carriers send by MM7. */
import { mm7Schemas } from '@postbus/mm7';
import {
  type Kind,
  choice,
  count,
  duration,
  endpointOrOff,
  list,
  onOff,
  optional,
  required,
  secret,
  section,
  setting,
  size,
  text,
} from '@postbus/platform';
import type { z } from 'zod';
import { languages } from '../carrier/keywords.ts';

const some = (): Kind<number> => count({ min: 1 });
const aWhile = (): Kind<number> => duration({ min: 1 });

const httpUrl: Kind<string> = {
  expected: 'a URL of https, or of http',
  read: (written) =>
    typeof written === 'string' && /^https?:$/.test(URL.parse(written)?.protocol ?? '') ? written : undefined,
};

const domainName: Kind<string> = {
  expected: 'a domain',
  read: (written) =>
    typeof written === 'string' && /^(?=.{1,253}$)[a-z\d_-]{1,63}(?:\.[a-z\d_-]{1,63})+$/i.test(written)
      ? written.toLowerCase()
      : undefined,
};

const largest = setting(
  size({ min: 1 }),
  '600KiB',
  'Of a message as it leaves; a larger one goes by another channel, or not at all',
);

export const mm7Section = section({
  url: required(httpUrl, 'Where the carrier takes messages'),
  username: optional(text(), 'Name for Basic authentication; over TLS, or to this machine, only'),
  password: optional(secret(), 'Its password'),
  passwordFile: optional(text(), 'File that holds the password instead'),
  caFile: optional(
    text(),
    "PEM file of the authorities that the carrier's certificate is of; the system's unless told",
  ),
  vaspId: optional(text(), 'VASPID: who the carrier knows us as'),
  vasId: optional(text(), 'VASID: the service that the carrier knows'),
  serviceCode: optional(text(), 'ServiceCode: what the carrier bills by'),
  schema: setting(choice(...mm7Schemas), 'REL-6-MM7-1-4', 'The version of MM7 that the carrier has'),
  connectWithin: setting(aWhile(), '10s', 'Until there is a connection'),
  answerWithin: setting(aWhile(), '60s', 'After this a submission without an answer is of unknown outcome'),
  deliveryReports: setting(onOff(), 'true', 'Whether the carrier is asked to tell what became of messages'),
  receiptsKept: setting(
    some(),
    '10000',
    'Reports of messages not known, kept for their answer; against a flood of them',
  ),
  largest,
  keywords: setting(
    list(choice(...languages)),
    'en,de,fr,es',
    'Languages whose words for STOP and START are obeyed, where one is all that a message says',
  ),
  inboundUsername: optional(
    text(),
    'Name by which the carrier sends to smsDispatch.mm7.listen, at /mm7/<name of the channel>',
  ),
  inboundPassword: optional(secret(), 'Its password'),
  inboundPasswordFile: optional(text(), 'File that holds that password instead'),
});

export const mailGatewaySection = section({
  gateway: required(domainName, 'Domain of the gateway: messages go to <number>@<gateway> as mail'),
  plus: setting(onOff(), 'true', 'Whether numbers are written with +'),
  plmn: setting(onOff(), 'false', 'Whether they are written as <number>/TYPE=PLMN'),
  from: setting(
    choice('account', 'number'),
    'account',
    "What messages come from: the owner's address, or their number at textMessages.mailDomain",
  ),
  largest,
});

/** Where carriers send messages and reports by MM7. */
export const mm7ListenSection = section({
  listen: setting(
    endpointOrOff(),
    'off',
    'Where carriers send by MM7; on the loopback address only, unless tls.certificate is told, or tlsInFront',
  ),
  tlsInFront: setting(
    onOff(),
    'false',
    'Whether a proxy that nobody can go round ends TLS, and tells by X-Forwarded-Proto and X-Forwarded-For who came by it',
  ),
  largestRequest: setting(size({ min: 1 }), '8MiB', 'Of what a carrier sends; against one that fills the memory'),
  inFlight: setting(size({ min: 1 }), '64MiB', 'Of what carriers send at once; against many that do it together'),
});

export type Mm7Settings = z.output<typeof mm7Section>;
export type MailGatewaySettings = z.output<typeof mailGatewaySection>;
export type Mm7ListenSettings = z.output<typeof mm7ListenSection>;
