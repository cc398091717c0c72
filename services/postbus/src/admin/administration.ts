/** The operations over the ports of this process, unguarded: AuditedAdministration stands before them. */
import { topics, topicNamed } from '@postbus/contracts';
import {
  type Device as KnownDevice,
  DomainError,
  type Account as DirectoryAccount,
  type MailboxScope,
} from '@postbus/domain';
import { type MasterKeys, hashPassword } from '@postbus/platform';
import {
  type AuditEntry as KnownAuditEntry,
  type AuditLog,
  type AuditQuery,
  type Clock,
  type DeadLetter as BusDeadLetter,
  type DeviceStore,
  type Directory,
  type JobStore,
  type MailStore,
  type MessageBus,
  PortError,
  type SmimeStore,
  type TextMessageStore,
} from '@postbus/ports';
import { deviceGuid } from '@postbus/text-messages';
import { AdminError } from './admin-error.ts';
import { auditedSubject } from './audited-text.ts';
import type { Account, Administration, AuditEntry, DeadLetter, Device, Health } from './operations.ts';
import { certificateOperations } from './smime/certificate-operations.ts';
import { keyOperations } from './smime/key-operations.ts';
import { policyOperations } from './smime/policy-operations.ts';
import { scopeOf } from './text/account-scope.ts';
import { textsOf } from './text/number-operations.ts';
import { type Texting, textAdministration } from './text/text-administration.ts';

export interface AdministrationPorts {
  readonly directory: Directory;
  readonly mailStore: MailStore;
  readonly deviceStore: DeviceStore;
  readonly jobStore: JobStore;
  readonly bus: MessageBus;
  readonly smimeStore: SmimeStore;
  readonly textMessages: TextMessageStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** What private keys are sealed by. */
  readonly masterKeys: MasterKeys;
  /** What the settings say of text messages. */
  readonly texting?: Texting;
}

type Filters = Pick<AuditQuery, 'action' | 'principal' | 'olderThan'>;

/** There is one tenant. */
const tenant = 'default';
const pageSize = 500;
/** Tries of a write that another one overtook. */
const tries = 5;

/** @param health what runs and where it listens */
export function administrationOver(ports: AdministrationPorts, health: () => Health): Administration {
  const { directory, mailStore, deviceStore, jobStore, bus, audit } = ports;
  const existing = async (address: string): Promise<DirectoryAccount> => {
    const found = await directory.resolve(address);
    if (found === undefined) throw new DomainError('no-such-account', address, 'there is no such account');
    return found;
  };
  const deviceOf = async (owner: DirectoryAccount, id: string) => {
    const found = await deviceStore.device(scopeOf(owner), id);
    if (found === undefined) throw new AdminError('no-such-device', `${owner.address} has no device ${id}`);
    return found;
  };
  return {
    health: async () => health(),
    listAccounts: async ({ after, limit }) => {
      const page = { ...(after !== undefined && { after }), ...(limit !== undefined && { limit: Number(limit) }) };
      return { accounts: (await directory.accounts(page)).map(accountView) };
    },
    addAccount: async ({ password, address, displayName, aliases }) => {
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      const added = await directory.add({
        tenant,
        address,
        ...(displayName !== undefined && { displayName }),
        ...(aliases !== undefined && { aliases }),
        ...(passwordHash !== undefined && { passwordHash }),
      });
      await mailStore.createMailbox(scopeOf(added));
      await directory.addDomain(added.address.slice(added.address.lastIndexOf('@') + 1));
      return accountView(added);
    },
    setPassword: async ({ address, password }) => {
      const { id } = await existing(address);
      return accountView(await directory.change(id, { passwordHash: await hashPassword(password) }));
    },
    removeAccount: async ({ address }) => {
      const found = await existing(address);
      await directory.remove(found.id);
      if (await hasMailbox(mailStore, scopeOf(found))) await mailStore.deleteMailbox(scopeOf(found));
      return accountView(found);
    },
    listDomains: async () => ({ domains: await directory.domains() }),
    addDomain: async ({ domain }) => {
      await directory.addDomain(domain);
      return { domains: await directory.domains() };
    },
    listDevices: async ({ address }) => {
      const owner = await existing(address);
      const devices = await deviceStore.devices(scopeOf(owner));
      return { devices: devices.map((one) => deviceView(owner, one)) };
    },
    wipeDevice: async ({ address, device: id }) => {
      const owner = await existing(address);
      for (let attempt = 1; ; attempt++) {
        const { value, version } = await deviceOf(owner, id);
        const wiping: KnownDevice = { ...value, wipe: 'requested' };
        try {
          await deviceStore.putDevice(scopeOf(owner), wiping, version);
          return deviceView(owner, wiping);
        } catch (error) {
          if (!(error instanceof PortError && error.code === 'conflict') || attempt === tries) throw error;
        }
      }
    },
    removeDevice: async ({ address, device: id }) => {
      const owner = await existing(address);
      const { value } = await deviceOf(owner, id);
      await deviceStore.removeDevice(scopeOf(owner), id);
      return deviceView(owner, value);
    },
    listDeadLetters: async ({ topic, after, limit }) => {
      if (topic !== undefined) checkTopic(topic);
      const names = topic === undefined ? Object.values(topics).map(({ name }) => name) : [topic];
      const page = { limit: Number(limit ?? 100), ...(topic !== undefined && after !== undefined && { after }) };
      const pages = await Promise.all(
        names.map(async (name) => (await bus.deadLetters(name, page)).map((letter) => deadLetterView(name, letter))),
      );
      return { deadLetters: pages.flat() };
    },
    redrive: async ({ topic, ids }) => {
      checkTopic(topic);
      return { redriven: await bus.redrive(topic, ids) };
    },
    // The outbox first: what leaves it meanwhile is on the bus.
    listLag: async () => ({ outbox: await mailStore.outbox.waiting(), lag: ofGroups(await bus.lag()) }),
    countJobs: async () => ({ jobs: await jobStore.counts() }),
    listMissingMailboxes: async () => {
      const { accounts, missing } = await withoutMailbox(ports);
      return { accounts, missing: missing.map(({ address }) => address) };
    },
    checkMailboxes: async ({ repair = false }) => {
      const { accounts, missing } = await withoutMailbox(ports);
      if (repair) for (const one of missing) await mailStore.createMailbox(scopeOf(one));
      return { accounts, missing: missing.map(({ address }) => address), repaired: repair && missing.length > 0 };
    },
    ...keyOperations(ports),
    ...certificateOperations(ports),
    ...policyOperations(ports),
    ...textAdministration(ports),
    listAudit: async ({ after, before, subject, limit, ...rest }) => {
      const query = {
        ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Filters),
        ...(after !== undefined && { after: Date.parse(after) }),
        ...(before !== undefined && { before: Date.parse(before) }),
        ...(subject !== undefined && { subject: auditedSubject(subject) }),
        limit: Number(limit ?? 100),
      };
      return { entries: (await audit.read(query)).map(auditView) };
    },
  };
}

async function* everyAccount(directory: Directory): AsyncGenerator<DirectoryAccount> {
  let after: string | undefined;
  for (;;) {
    const page = await directory.accounts({ limit: pageSize, ...(after !== undefined && { after }) });
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.address;
  }
}

async function withoutMailbox({ directory, mailStore }: AdministrationPorts) {
  const missing: DirectoryAccount[] = [];
  let accounts = 0;
  for await (const one of everyAccount(directory)) {
    accounts++;
    if (!(await hasMailbox(mailStore, scopeOf(one)))) missing.push(one);
  }
  return { accounts, missing };
}

async function hasMailbox(mailStore: MailStore, scope: MailboxScope): Promise<boolean> {
  try {
    await mailStore.mailbox(scope);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'no-such-mailbox') return false;
    throw error;
  }
}

function checkTopic(name: string): void {
  if (topicNamed(name) !== undefined) return;
  const known = Object.values(topics).map((topic) => topic.name);
  throw new AdminError('no-such-topic', `there is no topic ${name}; there are ${known.join(', ')}`);
}

/** Partitions of a group summed up: all records, the oldest age. */
function ofGroups(lags: Awaited<ReturnType<MessageBus['lag']>>) {
  const groups = Map.groupBy(lags, ({ topic, group }) => JSON.stringify([topic, group]));
  return [...groups.values()].map((partitions) => ({
    topic: partitions[0]!.topic,
    group: partitions[0]!.group,
    records: partitions.reduce((sum, { records }) => sum + records, 0),
    age: Math.max(...partitions.map(({ age }) => age)),
  }));
}

function accountView(account: DirectoryAccount): Account {
  const { address, aliases, displayName, id, passwordHash } = account;
  return { address, aliases: [...aliases], displayName, id, login: passwordHash !== undefined, ...textsOf(account) };
}

function deviceView(owner: DirectoryAccount, device: KnownDevice): Device {
  const { id, type, operatingSystem, protocolVersion, phoneNumber, outboundSmsSince, firstSeen, lastSeen, wipe } =
    device;
  const name = device.friendlyName ?? device.model;
  return {
    account: owner.address,
    id,
    type,
    ...(name !== undefined && { name }),
    ...(operatingSystem !== undefined && { operatingSystem }),
    ...(protocolVersion !== undefined && { protocolVersion }),
    guid: deviceGuid(owner.mailbox, id),
    ...(phoneNumber !== undefined && { phoneNumber }),
    ...(outboundSmsSince !== undefined && { outboundSmsSince: new Date(outboundSmsSince).toISOString() }),
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    ...(wipe !== undefined && { wipe }),
  };
}

function deadLetterView(topic: string, { id, group, code, message, failedAt, record }: BusDeadLetter): DeadLetter {
  const traceparent = record.headers['traceparent'];
  return {
    topic,
    id,
    group,
    code,
    message,
    failedAt: new Date(failedAt).toISOString(),
    ...(traceparent !== undefined && { traceparent }),
  };
}

function auditView({ time, details, ...entry }: KnownAuditEntry): AuditEntry {
  const copied = Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]);
  return { ...entry, time: new Date(time).toISOString(), details: Object.fromEntries(copied) as AuditEntry['details'] };
}
