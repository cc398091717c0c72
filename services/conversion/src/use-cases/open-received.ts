/**
 * Looks at the S/MIME of a message that came in, as the policies of its recipients say: what a mailbox gets may be the
 * message decrypted, and with it what was found. Whatever comes of it, the message is delivered. RFC 8551 3, RFC 8550
 */
import type { MailReceived } from '@postbus/contracts';
import { type BlobRef, type SmimePolicy, addressKey } from '@postbus/domain';
import type { BlobStore, Clock, Directory, SmimeStore } from '@postbus/ports';
import type { SecureForm } from '@postbus/smime';
import { smimeGivenUp, smimeLearned, smimeOpened } from '../channels.ts';
import type { LearnedCertificate, LookedAtForm, Opened, OpenTask } from '../smime/smime-tasks.ts';
import type { BoundedAttempts } from './bounded-attempts.ts';
import type { OpenedKey, SmimeKeys } from './smime-keys.ts';
import type { SmimePolicies } from './smime-policies.ts';
import type { SmimeResult } from './smime-result.ts';
import type { SmimeWork, TrustSource } from './smime-work.ts';

export interface OpeningParts {
  readonly store: SmimeStore;
  readonly directory: Directory;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly policies: SmimePolicies;
  readonly keys: SmimeKeys;
  readonly work: SmimeWork;
  readonly trust: TrustSource;
  readonly attempts: BoundedAttempts;
}

/** What a mailbox gets. */
export interface OpenedFor {
  readonly result: SmimeResult;
  /** The message decrypted; undefined where it stays as it came. */
  readonly mime?: BlobRef;
}

type Recipient = MailReceived['recipients'][number];

interface Asked {
  readonly recipient: Recipient;
  readonly policy: SmimePolicy;
}

export class OpenReceived {
  constructor(private readonly parts: OpeningParts) {}

  /**
   * @param form of the message as it came
   * @returns by mailbox; those that are not there get the message as it came, and nothing is said of it
   * @throws {PortError} where a store is away; {ConversionError} `aborted`; never because of the bytes
   */
  async execute(
    received: MailReceived,
    form: SecureForm | undefined,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, OpenedFor>> {
    if (!isLookedAt(form) || !(await this.parts.policies.any())) return new Map();
    const asked = await this.#asked(received.recipients);
    const isEncrypted = form === 'enveloped' || form === 'auth-enveloped';
    const [decrypting, others] = parted(asked, ({ policy }) => isEncrypted && policy.decrypt !== 'no');
    const opened = new Map<string, OpenedFor>();
    const verifying = others.filter(({ policy }) => policy.verify);
    if (verifying.length > 0) {
      const learn = verifying.some(({ policy }) => policy.learn);
      const same = await this.#open(received, form, { verify: true, decrypt: 'no', keys: [], learn }, signal);
      for (const { recipient } of verifying) opened.set(recipient.mailbox, same);
    }
    // One after another: each holds the whole message, and its decrypted form.
    for (const one of decrypting) opened.set(one.recipient.mailbox, await this.#decrypt(received, form, one, signal));
    return opened;
  }

  /** Each mailbox once, with the policy of the address by which the message came to it. */
  async #asked(recipients: readonly Recipient[]): Promise<Asked[]> {
    const byMailbox = new Map(recipients.map((recipient) => [recipient.mailbox, recipient]));
    const asked = await Promise.all(
      [...byMailbox.values()].map(async (recipient) => {
        const policy = await this.parts.policies.of(recipient.address, recipient.mailbox);
        return policy === undefined ? [] : [{ recipient, policy }];
      }),
    );
    return asked.flat();
  }

  async #decrypt(
    received: MailReceived,
    form: LookedAtForm,
    { recipient, policy }: Asked,
    signal: AbortSignal,
  ): Promise<OpenedFor> {
    const keys = await this.#keysOf(recipient);
    try {
      return await this.#open(received, form, { ...policy, keys, mailbox: recipient.mailbox }, signal);
    } finally {
      for (const { pkcs8 } of keys) pkcs8.fill(0);
    }
  }

  /** Those of all addresses of the owner: senders encrypt for the one that they know. */
  async #keysOf({ address, mailbox }: Recipient): Promise<OpenedKey[]> {
    const account = await this.parts.directory.account(mailbox);
    const own = account === undefined ? [] : [account.address, ...account.aliases];
    return this.parts.keys.opened([...new Set([address, ...own].map((one) => addressKey(one)))]);
  }

  async #open(
    received: MailReceived,
    form: LookedAtForm,
    { learn, mailbox, ...how }: Opening,
    signal: AbortSignal,
  ): Promise<OpenedFor> {
    const started = performance.now();
    const checkedAt = this.parts.clock.now();
    const task = { kind: 'open', at: checkedAt, ...pick(how) } as const;
    const opened = (await this.#attempted(received, task, mailbox, signal)) ?? {
      report: { form, outcome: 'undecided', signers: [] },
    };
    const { report, message, learned } = opened;
    const mime = message && (await this.parts.blobs.put(message));
    if (learn && learned !== undefined) await this.#keep(learned, checkedAt);
    const { outcome } = report;
    smimeOpened.publish({ outcome, decrypted: mime !== undefined, duration: performance.now() - started });
    return { result: { report, checkedAt }, ...(mime !== undefined && { mime }) };
  }

  async #attempted(
    { id, raw }: MailReceived,
    task: OpenTask,
    mailbox: string | undefined,
    signal: AbortSignal,
  ): Promise<Opened | undefined> {
    const { attempts, blobs, trust, work } = this.parts;
    const trusted = await trust.current();
    return attempts.execute<Opened | undefined>(
      {
        id: mailbox === undefined ? `${id}/smime` : `${id}/smime/${mailbox}`,
        size: raw.size,
        signal,
        read: () => blobs.read(raw),
        run: (bytes, isolated) => work.open(bytes, task, { isolated, signal, trust: trusted }),
      },
      () => {
        smimeGivenUp.publish({ event: id, size: raw.size });
        return undefined;
      },
    );
  }

  /** Mail never waits for it: the next valid signature brings the certificate again. */
  async #keep({ address, ...certificate }: LearnedCertificate, addedAt: number): Promise<void> {
    const { store } = this.parts;
    try {
      const known = await store.certificates(address);
      if (known.some(({ fingerprint }) => fingerprint === certificate.fingerprint)) return;
      await store.putCertificate({ ...certificate, address: addressKey(address), source: 'learned', addedAt });
      smimeLearned.publish({ kept: true });
    } catch (error) {
      smimeLearned.publish({ kept: false, error });
    }
  }
}

interface Opening extends Pick<OpenTask, 'verify' | 'decrypt' | 'keys'> {
  readonly learn: boolean;
  /** Whose keys they are. */
  readonly mailbox?: string;
}

const pick = ({ verify, decrypt, keys }: Pick<OpenTask, 'verify' | 'decrypt' | 'keys'>) => ({ verify, decrypt, keys });

function isLookedAt(form: SecureForm | undefined): form is LookedAtForm {
  return form !== undefined && form !== 'compressed' && form !== 'certs-only';
}

function parted<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter((item) => belongs(item)), items.filter((item) => !belongs(item))];
}
