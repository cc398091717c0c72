/**
 * Signs and encrypts what users send elsewhere, as the policy of the author says. What is to be encrypted leaves encrypted
 * or, where the policy does not say otherwise, not at all; also where a store or a thread is away. RFC 8551 3
 */
import type { MailSubmitted } from '@postbus/contracts';
import { type SmimePolicy, domainOf } from '@postbus/domain';
import { parseMime } from '@postbus/mime';
import type { BlobStore, Clock, Directory } from '@postbus/ports';
import { smimeKeyUnusable, smimeProtected, smimeRefused } from '../channels.ts';
import { firstAuthor } from '../smime/message-addresses.ts';
import type { KeyMaterial, Plan, Protected, ProtectTask } from '../smime/smime-tasks.ts';
import type { BoundedAttempts } from './bounded-attempts.ts';
import type { Handling } from './deliver-message.ts';
import { type OutboundCopy, copyId, originalCopy } from './outbound-copy.ts';
import { type Decision, decide } from './protection-decision.ts';
import {
  type RefusedRecipients,
  refusedAsNotPossible,
  refusedWithoutCertificates,
  refusedWithoutKey,
} from './refusal.ts';
import type { SmimeCertificates } from './smime-certificates.ts';
import type { OpenedKey, SmimeKeys } from './smime-keys.ts';
import type { SmimePolicies } from './smime-policies.ts';
import type { SmimeWork, TrustSource } from './smime-work.ts';

export interface ProtectionParts {
  readonly directory: Directory;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly policies: SmimePolicies;
  readonly keys: SmimeKeys;
  readonly certificates: SmimeCertificates;
  readonly work: SmimeWork;
  readonly trust: TrustSource;
  readonly attempts: BoundedAttempts;
  readonly algorithm: NonNullable<ProtectTask['encrypt']>['algorithm'];
}

export interface SubmissionProtection {
  /** What leaves. */
  readonly copies: readonly OutboundCopy[];
  /** Who gets nothing, and what the sender is told. */
  readonly refused: RefusedRecipients;
}

/** Bytes of a message in which its header is looked for. */
const largestHeader = 1_048_576;

type Recipients = MailSubmitted['recipients'];

/** One submission whose author has a policy, and what is known of it so far. */
interface Case {
  readonly submitted: MailSubmitted;
  readonly recipients: Recipients;
  readonly author: string;
  readonly policy: SmimePolicy;
  readonly signal: AbortSignal;
}

interface Result extends SubmissionProtection {
  readonly outcome: 'signed' | 'encrypted' | 'signed-and-encrypted' | 'left' | 'refused';
}

/** Those who get the same copy. */
interface Group {
  readonly id: string;
  readonly recipients: Recipients;
}

export class ProtectSubmission {
  constructor(private readonly parts: ProtectionParts) {}

  /** @throws {PortError} where a store is away: then nothing may leave yet; {ConversionError} `aborted` */
  async execute(submitted: MailSubmitted, { signal }: Handling): Promise<SubmissionProtection> {
    const { policies } = this.parts;
    const unchanged = { copies: [originalCopy(submitted, submitted.recipients)], refused: [] };
    if (!(await policies.any())) return unchanged;
    const author = await this.#author(submitted);
    const policy = await policies.of(author, submitted.submitter);
    if (policy === undefined || (policy.sign === 'no' && policy.encrypt === 'no')) return unchanged;
    const { inside, outside } = await this.#parted(submitted.recipients);
    if (outside.length === 0) return unchanged;
    const started = performance.now();
    const { outcome, copies, refused } = await this.#protect({
      submitted,
      recipients: outside,
      author,
      policy,
      signal,
    });
    smimeProtected.publish({ outcome, duration: performance.now() - started });
    return { copies: inside.length === 0 ? copies : [originalCopy(submitted, inside), ...copies], refused };
  }

  /**
   * Whom recipients see as the author, since that is whose certificate they expect; that it is the submitter's own address,
   * those saw to who took the message in.
   */
  async #author({ raw, reversePath }: MailSubmitted): Promise<string> {
    const head = await this.parts.blobs.read(raw, { offset: 0, length: Math.min(raw.size, largestHeader) });
    return firstAuthor(parseMime(head, { depth: 1 }).headers) ?? reversePath.address;
  }

  /** What goes to mailboxes here does not leave. */
  async #parted(recipients: Recipients): Promise<{ readonly inside: Recipients; readonly outside: Recipients }> {
    const domains = [...new Set(recipients.map(({ address }) => domainOf(address)))];
    const local = await Promise.all(domains.map((domain) => this.parts.directory.isLocalDomain(domain)));
    const here = new Set(domains.filter((_, index) => local[index]));
    return {
      inside: recipients.filter(({ address }) => here.has(domainOf(address))),
      outside: recipients.filter(({ address }) => !here.has(domainOf(address))),
    };
  }

  async #protect(found: Case): Promise<Result> {
    const keys = found.policy.sign === 'no' ? [] : await this.parts.keys.opened([found.author]);
    try {
      const plan = await this.#plan(found, keys);
      return plan === undefined ? this.#refuse(found) : await this.#carryOut(found, plan, keys);
    } finally {
      for (const { pkcs8 } of keys) pkcs8.fill(0);
    }
  }

  /** @returns undefined where looking at the message crashed or never ended */
  async #plan(
    { submitted, recipients, author, policy, signal }: Case,
    keys: readonly KeyMaterial[],
  ): Promise<Plan | undefined> {
    const { attempts, blobs, certificates, clock, trust, work } = this.parts;
    const trusted = await trust.current();
    const addresses = policy.encrypt === 'no' ? [] : recipients.map(({ address }) => address);
    const task = {
      kind: 'plan',
      at: clock.now(),
      author,
      keys: keys.map((key) => key.certificates),
      recipients: await certificates.forAll(addresses),
    } as const;
    return attempts.execute<Plan | undefined>(
      {
        id: `${submitted.id}/smime`,
        size: submitted.raw.size,
        signal,
        read: () => blobs.read(submitted.raw),
        run: (bytes, isolated) => work.plan(bytes, task, { isolated, signal, trust: trusted }),
      },
      () => undefined,
    );
  }

  /** A key that turns out to be none leaves the turn to the next one. */
  async #carryOut(found: Case, plan: Plan, opened: readonly OpenedKey[]): Promise<Result> {
    const { submitted, recipients, policy } = found;
    const addresses = recipients.map(({ address }) => address);
    for (let { keys } = plan; ; keys = keys.slice(1)) {
      const decision = decide(policy, { ...plan, keys }, addresses);
      if (decision.do === 'leave')
        return { outcome: 'left', copies: [originalCopy(submitted, recipients)], refused: [] };
      if (decision.do === 'refuse') return this.#refuse(found, decision);
      const key = decision.sign && opened[decision.sign.key];
      const made = await this.#copies(found, plan, decision, key);
      if (made === undefined) return this.#refuse(found);
      if (!('code' in made)) return { outcome: outcomeOf(decision), copies: made.copies, refused: [] };
      smimeKeyUnusable.publish({ fingerprint: key?.fingerprint, code: made.code });
    }
  }

  /** @returns undefined where a message could not be made; the code where the fault was the key's */
  async #copies(
    found: Case,
    plan: Plan,
    { sign, encrypt }: Extract<Decision, { do: 'protect' }>,
    key: KeyMaterial | undefined,
  ): Promise<{ readonly copies: readonly OutboundCopy[] } | { readonly code: string } | undefined> {
    const { submitted, recipients } = found;
    const signingTime = Date.parse(submitted.submittedAt);
    const copies: OutboundCopy[] = [];
    for (const group of encrypt ? groupsOf(submitted, recipients, plan) : [{ id: submitted.id, recipients }]) {
      const made = await this.#protected(found, group.id, {
        kind: 'protect',
        ...(sign !== undefined && key !== undefined && { sign: { form: sign.form, key, signingTime } }),
        ...(encrypt && { encrypt: { recipients: certificatesOf(group, plan), algorithm: this.parts.algorithm } }),
      });
      if (made === undefined || !made.done) return made;
      const raw = await this.parts.blobs.put(made.bytes);
      copies.push({ ...group, raw, body: made.eightBit ? '8BITMIME' : '7BIT' });
    }
    return { copies };
  }

  #protected({ submitted, signal }: Case, id: string, task: ProtectTask): Promise<Protected | undefined> {
    const { attempts, blobs, work } = this.parts;
    return attempts.execute<Protected | undefined>(
      {
        id: `${id}/smime`,
        size: submitted.raw.size,
        signal,
        read: () => blobs.read(submitted.raw),
        run: (bytes, isolated) => work.protect(bytes, task, { isolated, signal }),
      },
      () => undefined,
    );
  }

  #refuse(found: Case, decision?: Extract<Decision, { do: 'refuse' }>): Result {
    const { submitted, recipients } = found;
    const reason = decision?.reason ?? 'not-possible';
    smimeRefused.publish({ event: submitted.id, reason, recipients: recipients.length });
    return { outcome: 'refused', copies: [], refused: refusedBy(found, decision) };
  }
}

function refusedBy({ recipients, author }: Case, decision?: Extract<Decision, { do: 'refuse' }>): RefusedRecipients {
  if (decision === undefined) return refusedAsNotPossible(recipients);
  if (decision.reason === 'no-key') return refusedWithoutKey(recipients, author);
  return refusedWithoutCertificates(recipients, decision.missing);
}

function outcomeOf({ sign, encrypt }: Extract<Decision, { do: 'protect' }>): Result['outcome'] {
  if (sign === undefined) return 'encrypted';
  return encrypt ? 'signed-and-encrypted' : 'signed';
}

/** Who can decrypt a message sees whom else it is for: those whom nobody is to see have copies of their own. */
function groupsOf(submitted: MailSubmitted, recipients: Recipients, { blind }: Plan): Group[] {
  const isBlind = new Set(blind);
  const open = recipients.filter(({ address }) => !isBlind.has(address));
  const alone = recipients
    .filter(({ address }) => isBlind.has(address))
    .map((recipient) => ({ id: copyId(submitted, recipient.address), recipients: [recipient] }));
  return open.length === 0 ? alone : [{ id: submitted.id, recipients: open }, ...alone];
}

function certificatesOf({ recipients }: Group, { certificates }: Plan): Uint8Array[] {
  const chosen = recipients.map(({ address }) => certificates.get(address)!);
  const byBytes = new Map(chosen.map((certificate) => [Buffer.from(certificate).toString('latin1'), certificate]));
  return [...byBytes.values()];
}
