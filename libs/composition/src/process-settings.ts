/** The settings that every process has, whatever runs in it. */
import {
  type ConfigurationMistake,
  type Kind,
  choice,
  count,
  duration,
  endpoint,
  endpointOrOff,
  list,
  onOff,
  optional,
  secret,
  section,
  setting,
  text,
  writeDuration,
} from '@postbus/platform';
import { isRegion } from '@postbus/text-messages';
import type { z } from 'zod';

const kafka = section({
  brokers: setting(list(endpoint()), '', 'Brokers to begin with; mode cluster needs one at least'),
  tls: setting(onOff(), 'false', 'Whether brokers are spoken to by TLS'),
  ca: optional(text(), 'PEM file of the authorities of their certificates; the system’s unless told'),
  certificate: optional(text(), 'PEM file of the certificate shown to brokers'),
  key: optional(text(), 'PEM file of its private key'),
  sasl: setting(choice('off', 'plain', 'scram-sha-256', 'scram-sha-512'), 'off', 'How this process logs in to brokers'),
  username: optional(text(), 'Who it is for SASL'),
  password: optional(secret(), 'Its password for SASL'),
  prefix: optional(text(), 'What the names of topics and groups begin with, on brokers shared with others'),
  partitions: setting(count({ min: 1 }), '64', 'Partitions of a topic that is made; fixed from then on'),
  replication: setting(count({ min: 1 }), '3', 'Copies of a topic that is made; fewer than 3 only in development'),
  minInsyncReplicas: setting(
    count({ min: 1 }),
    '2',
    'Copies that must have a record before it counts as kept; fewer than 2 only in development',
  ),
});

const mongo = section({
  url: optional(secret(), 'Where MongoDB is, mongodb:// or mongodb+srv://; mode cluster needs it'),
  database: setting(text(), 'postbus', 'Its database'),
});

const tls = section({
  certificate: optional(
    text(),
    'PEM file of the certificate with those of its authorities; postbus start makes a self-signed one in mode embedded unless told',
  ),
  key: optional(text(), 'PEM file of its private key'),
});

const log = section({
  level: optional(
    choice('debug', 'info', 'warn', 'error', 'off'),
    'The least that is logged; info, or warn on a terminal, unless told',
  ),
  file: optional(text(), 'File for the log, JSON lines; standard error unless told'),
});

const operations = section({
  listen: setting(endpointOrOff(), '127.0.0.1:9464', 'Where /metrics, /healthz and /readyz listen'),
});

/** docs/adr/0005 */
const retention = section({
  events: setting(duration({ min: 60_000 }), '7d', 'How long events stay on the bus'),
  deadLetters: setting(duration({ min: 60_000 }), '14d', 'How long events that failed can be redriven'),
  dedupe: setting(
    duration({ min: 60_000 }),
    '30d',
    'How long what was done is remembered, so that it is not done twice',
  ),
  blobs: setting(
    duration({ min: 60_000 }),
    '30d',
    'Age after which a blob that nothing refers to is removed, at the second look',
  ),
  audit: setting(duration({ min: 60_000 }), '400d', 'How long the audit log tells what operators did'),
  every: setting(duration({ min: 1000 }), '1h', 'How often blobs are looked at and what is past its time is forgotten'),
});

const domainName: Kind<string> = {
  expected: 'a domain such as sms.example.org',
  read: (written) =>
    typeof written === 'string' && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(written) ? written.toLowerCase() : undefined,
};

const region: Kind<string> = {
  expected: 'a country by two letters, such as NL',
  read: (written) =>
    typeof written === 'string' && isRegion(written.toUpperCase()) ? written.toUpperCase() : undefined,
};

/** docs/text-messages.md */
const textMessages = section({
  mailDomain: optional(domainName, 'Mail to a number at this domain leaves as a text message; answers come from it'),
  region: optional(region, 'Where numbers without a country code are dialled from; accounts may say another'),
});

export const processSettings = section({
  mode: setting(
    choice('embedded', 'cluster'),
    'embedded',
    'embedded: events and mail lie in the folder of the data, for one process; cluster: in Kafka and MongoDB, for many',
  ),
  development: setting(onOff(), 'false', 'Whether a cluster may be set up so that the loss of one machine loses mail'),
  data: setting(text(), 'data', 'Folder of the data'),
  tls,
  log,
  operations,
  retention,
  kafka,
  mongo,
  textMessages,
});

export type ProcessSettings = z.output<typeof processSettings>;

/** Mistakes of settings that are right each by itself. */
export function* mistakesTogether(settings: ProcessSettings): Iterable<ConfigurationMistake> {
  const { mode, kafka, mongo, tls, retention } = settings;
  if (mode === 'cluster' && kafka.brokers.length === 0)
    yield mistakeBeside('kafka.brokers', 'a broker in mode cluster');
  if (mode === 'cluster' && mongo.url === undefined)
    yield mistakeBeside('mongo.url', 'where MongoDB is in mode cluster');
  if (kafka.sasl !== 'off' && (kafka.username === undefined || kafka.password === undefined))
    yield mistakeBeside('kafka.username', 'a name and a password where kafka.sasl is on');
  for (const [name, files] of [
    ['kafka', kafka],
    ['tls', tls],
  ] as const) {
    if (files.certificate !== undefined && files.key === undefined)
      yield mistakeBeside(`${name}.key`, `the key of ${name}.certificate`);
    if (files.key !== undefined && files.certificate === undefined)
      yield mistakeBeside(`${name}.certificate`, `the certificate of ${name}.key`);
  }
  const longest = retention.events + retention.deadLetters;
  for (const name of ['dedupe', 'blobs'] as const) {
    if (retention[name] >= longest) continue;
    const expected = `at least ${writeDuration(longest)}: an event that fails at the end of its time can be redriven until then`;
    yield mistakeBeside(`retention.${name}`, expected, writeDuration(retention[name]));
  }
}

export function mistakeBeside(key: string, expected: string, found?: string): ConfigurationMistake {
  return { key, source: 'beside the other settings', expected, found };
}
