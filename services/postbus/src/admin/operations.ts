/** The operations of the admin API. Within `/v1` members are only added. */
import { z } from 'zod';
import { operation } from './operation.ts';
import { smimeOperations } from './smime/smime-operations.ts';
import { accountTexts, textOperations } from './text/text-operations.ts';

const address = z.string().min(3).max(320).describe('An address of the account, in any case');
const password = z.string().min(8, 'at least 8 characters').max(1024).meta({ format: 'password', writeOnly: true });
const time = z.iso.datetime().describe('UTC');
const none = z.object({});

export const account = z
  .object({
    address: z.string().describe('The primary address'),
    aliases: z.array(z.string()),
    displayName: z.string(),
    id: z.string(),
    login: z.boolean().describe('Whether there is a password'),
    ...accountTexts,
  })
  .meta({ id: 'Account' });

export const device = z
  .object({
    account: z.string().describe('The primary address'),
    id: z.string(),
    type: z.string(),
    name: z.string().optional(),
    operatingSystem: z.string().optional(),
    protocolVersion: z.string().optional(),
    guid: z.string().describe('By which text messages name it, PidNameOMSAccountGuid'),
    phoneNumber: z.string().optional(),
    outboundSmsSince: time.optional().describe('Since when it sends text messages that are written elsewhere'),
    firstSeen: time,
    lastSeen: time,
    wipe: z.enum(['requested', 'done']).optional(),
  })
  .meta({ id: 'Device' });

export const deadLetter = z
  .object({
    topic: z.string(),
    id: z.string(),
    group: z.string().describe('Whose handler failed'),
    code: z.string().describe("The error's code"),
    message: z.string(),
    failedAt: time,
    traceparent: z.string().optional(),
  })
  .meta({ id: 'DeadLetter' });

export const lag = z
  .object({
    topic: z.string(),
    group: z.string(),
    records: z.int().min(0).describe('Published and not yet handled'),
    age: z.number().min(0).describe('Milliseconds since the oldest of them was published'),
  })
  .meta({ id: 'Lag' });

export const jobs = z
  .object({
    queue: z.string(),
    waiting: z.int().min(0),
    due: z.int().min(0),
    claimed: z.int().min(0),
  })
  .meta({ id: 'Jobs' });

export const auditEntry = z
  .object({
    id: z.string(),
    time,
    principal: z.string().describe('The name of a token; local/UID on the machine; unknown for a token that is none'),
    remote: z.string().optional().describe('IP address of the client; absent on the machine'),
    action: z.string().describe('Name of the operation, or authenticate'),
    subject: z
      .string()
      .describe(
        'An address, a topic, a domain, a number or the id of a text message, in lower case; empty where it is no one thing',
      ),
    details: z.record(z.string(), z.union([z.string(), z.array(z.string())])).describe('More of the input'),
    outcome: z
      .enum(['requested', 'done', 'refused', 'failed'])
      .describe('requested: the end is not known; refused: nothing was changed; failed: part may be done'),
    code: z.string().optional().describe("The error's code"),
    count: z.int().min(0).optional().describe('How many it concerned'),
  })
  .meta({ id: 'AuditEntry' });

export const health = z
  .object({
    version: z.string(),
    pid: z.int(),
    startedAt: time,
    services: z.array(z.string()),
    listening: z.record(z.string(), z.string()).describe('Addresses by the name of the listener'),
  })
  .meta({ id: 'Health' });

export const operations = {
  health: operation({
    method: 'GET',
    path: '/v1/health',
    summary: 'What runs, since when, and where it listens',
    input: none,
    output: health,
  }),
  listAccounts: operation({
    method: 'GET',
    path: '/v1/accounts',
    summary: 'Accounts in the order of their addresses',
    input: z.object({
      after: z.string().optional().describe('Only those whose address comes after this one'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ accounts: z.array(account) }),
  }),
  addAccount: operation({
    method: 'POST',
    path: '/v1/accounts',
    summary: 'Adds an account, its mailbox and its domain',
    input: z.object({
      address,
      password: password.optional(),
      displayName: z.string().max(256).optional(),
      aliases: z.array(address).max(100).optional(),
    }),
    output: account,
    audit: { subject: 'address', details: ['displayName', 'aliases'] },
  }),
  setPassword: operation({
    method: 'PUT',
    path: '/v1/accounts/{address}/password',
    summary: 'Gives an account a password; logins with the old one end at once',
    input: z.object({ address, password }),
    output: account,
    audit: { subject: 'address' },
  }),
  removeAccount: operation({
    method: 'DELETE',
    path: '/v1/accounts/{address}',
    summary: 'Removes an account with its mailbox and its devices',
    input: z.object({ address }),
    output: account,
    audit: { subject: 'address' },
  }),
  listDomains: operation({
    method: 'GET',
    path: '/v1/domains',
    summary: 'Domains that mail here is for',
    input: none,
    output: z.object({ domains: z.array(z.string()) }),
  }),
  addDomain: operation({
    method: 'PUT',
    path: '/v1/domains/{domain}',
    summary: 'Adds a domain that mail here is for',
    input: z.object({ domain: z.string().min(1).max(255) }),
    output: z.object({ domains: z.array(z.string()) }),
    audit: { subject: 'domain' },
  }),
  listDevices: operation({
    method: 'GET',
    path: '/v1/accounts/{address}/devices',
    summary: 'Devices that synchronize a mailbox',
    input: z.object({ address }),
    output: z.object({ devices: z.array(device) }),
  }),
  wipeDevice: operation({
    method: 'POST',
    path: '/v1/accounts/{address}/devices/{device}/wipe',
    summary: 'Has a device wipe itself the next time that it connects. [MS-ASPROV] 3.1.5.1.2',
    input: z.object({ address, device: z.string().min(1).max(256) }),
    output: device,
    audit: { subject: 'address', details: ['device'] },
  }),
  removeDevice: operation({
    method: 'DELETE',
    path: '/v1/accounts/{address}/devices/{device}',
    summary: 'Forgets a device and what it holds; it begins anew if it connects again',
    input: z.object({ address, device: z.string().min(1).max(256) }),
    output: device,
    audit: { subject: 'address', details: ['device'] },
  }),
  listDeadLetters: operation({
    method: 'GET',
    path: '/v1/dead-letters',
    summary: 'Events whose handling failed for good, without their contents',
    input: z.object({
      topic: z.string().optional().describe('Of this topic alone'),
      after: z.string().optional().describe('Only those after this id; with topic'),
      limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Of each topic'),
    }),
    output: z.object({ deadLetters: z.array(deadLetter) }),
  }),
  redrive: operation({
    method: 'POST',
    path: '/v1/dead-letters/redrive',
    summary: 'Puts dead letters back on their topic in their original bytes',
    input: z.object({ topic: z.string().max(256), ids: z.array(z.string().max(256)).min(1).max(1000) }),
    output: z.object({ redriven: z.int().min(0) }),
    audit: { subject: 'topic', details: ['ids'], count: ({ redriven }) => redriven },
  }),
  listLag: operation({
    method: 'GET',
    path: '/v1/lag',
    summary: 'How far each group is behind on each topic, and how many events wait in the outbox for the bus',
    input: none,
    output: z.object({ lag: z.array(lag), outbox: z.int().min(0) }),
  }),
  countJobs: operation({
    method: 'GET',
    path: '/v1/jobs',
    summary: 'Jobs by queue and state',
    input: none,
    output: z.object({ jobs: z.array(jobs) }),
  }),
  listMissingMailboxes: operation({
    method: 'GET',
    path: '/v1/mailboxes/missing',
    summary: 'Looks for accounts without a mailbox',
    input: none,
    output: z.object({ accounts: z.int().min(0), missing: z.array(z.string()) }),
  }),
  checkMailboxes: operation({
    method: 'POST',
    path: '/v1/mailboxes/check',
    summary: 'Looks for accounts without a mailbox, and makes those missing where asked to',
    input: z.object({ repair: z.boolean().default(false) }),
    output: z.object({ accounts: z.int().min(0), missing: z.array(z.string()), repaired: z.boolean() }),
    audit: { details: ['repair'], count: ({ repaired, missing }) => (repaired ? missing.length : 0) },
  }),
  ...smimeOperations,
  ...textOperations,
  listAudit: operation({
    method: 'GET',
    path: '/v1/audit',
    summary: 'What was done and refused, by whom, newest first',
    input: z.object({
      after: time.optional().describe('Only what was at or after this time, UTC'),
      before: time.optional().describe('Only what was before this time, UTC'),
      action: z.string().optional().describe('Only of this operation'),
      principal: z.string().optional().describe('Only by this one'),
      subject: z.string().optional().describe('Only on this one, in any case'),
      olderThan: z.string().optional().describe('Only entries older than the one of this id'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ entries: z.array(auditEntry) }),
  }),
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = z.input<Operations[Name]['input']>;
export type OutputOf<Name extends OperationName> = z.output<Operations[Name]['output']>;

export type Account = z.output<typeof account>;
export type Device = z.output<typeof device>;
export type DeadLetter = z.output<typeof deadLetter>;
export type Health = z.output<typeof health>;
export type AuditEntry = z.output<typeof auditEntry>;
export type Lag = z.output<typeof lag>;
export type Jobs = z.output<typeof jobs>;

/** What can be done, wherever it is done: in this process, or by the API of one that runs. */
export type Administration = {
  readonly [Name in OperationName]: (input: Name extends unknown ? InputOf<Name> : never) => Promise<OutputOf<Name>>;
};
