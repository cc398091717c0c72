/**
 * The one way to the operations, whoever asks: input is checked, what changes something is put in the audit log before it
 * is done, and how it ended after. What cannot be recorded is not done.
 */
import { inputMistakes } from '@postbus/platform';
import { type AuditConclusion, type AuditEntry, type AuditLog, type Clock, auditIds } from '@postbus/ports';
import { AdminError } from './admin-error.ts';
import { auditedSubject, auditedValue } from './audited-text.ts';
import type { Caller } from './caller.ts';
import { notRecorded, operationEnded } from './channels.ts';
import type { AuditTraits, Operation } from './operation.ts';
import { type Administration, operations } from './operations.ts';
import { RefusalEntries } from './refusal-entries.ts';
import { refusalOf } from './refusal.ts';

export interface AuditedParts {
  readonly administration: Administration;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

type Input = Readonly<Record<string, unknown>>;
type Run = (input: Input) => Promise<unknown>;
type Unconcluded = Omit<AuditEntry, 'outcome'>;

interface Asked {
  readonly caller: Caller;
  readonly action: string;
  readonly input: Input;
}

export class AuditedAdministration {
  readonly #administration: Administration;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #newId = auditIds();
  readonly #strangers: RefusalEntries;
  readonly #readers: RefusalEntries;

  constructor({ administration, audit, clock }: AuditedParts) {
    this.#administration = administration;
    this.#audit = audit;
    this.#clock = clock;
    const begin = (caller: Caller, action: string): Unconcluded => this.#entry({ caller, action, input: {} }, {});
    this.#strangers = new RefusalEntries(audit, clock, begin);
    this.#readers = new RefusalEntries(audit, clock, begin);
  }

  /**
   * The operations as `caller` may use them. Beside what each throws: {AdminError} `invalid-input`; `read-only` where the
   * caller may only look; `not-by-tls` where a secret came in clear; `not-recorded` where the audit log is away
   */
  for(caller: Caller): Administration {
    const calls = Object.entries<Operation>(operations).map(([action, description]) => {
      const run = this.#administration[action as keyof Administration] as unknown as Run;
      const call = async (given: unknown): Promise<unknown> => {
        const input = checkedInput(description, given);
        const { audit } = description;
        await this.#checkWay({ caller, action, input }, description);
        return audit === undefined ? run(input) : this.#recorded({ caller, action, input }, audit, run);
      };
      return [action, call] as const;
    });
    return Object.fromEntries(calls) as unknown as Administration;
  }

  /** Records a request that showed no token which may call. */
  async refuse(caller: Caller, code: string): Promise<void> {
    const entry = this.#entry({ caller, action: 'authenticate', input: {} }, {});
    await this.#strangers.add({ ...entry, outcome: 'refused', code });
  }

  /** Records what is left to be told. */
  async close(): Promise<void> {
    await this.#strangers.close();
    await this.#readers.close();
  }

  /** A refusal is recorded; what came in clear was heard, so that its sender is to know. @throws {AdminError} `not-by-tls` */
  async #checkWay(asked: Asked, { audit = {}, confidential }: Operation): Promise<void> {
    if (confidential !== true || asked.caller.inClear !== true) return;
    await this.#readers.add({ ...this.#entry(asked, audit), outcome: 'refused', code: 'not-by-tls' });
    throw new AdminError(
      'not-by-tls',
      `${asked.action} goes by the Unix socket or TLS only; what was sent was not taken`,
    );
  }

  async #recorded(asked: Asked, traits: AuditTraits, run: Run): Promise<unknown> {
    const entry = this.#entry(asked, traits);
    const { caller, input } = asked;
    if (caller.readOnly === true) {
      await this.#readers.add({ ...entry, outcome: 'refused', code: 'read-only' });
      throw new AdminError('read-only', `${caller.principal} may look, and change nothing`);
    }
    await this.#request(entry);
    let output: unknown;
    try {
      output = await run(input);
    } catch (error) {
      const { status, code } = refusalOf(error);
      await this.#conclude(entry, { outcome: status < 500 ? 'refused' : 'failed', code });
      throw error;
    }
    const count = traits.count?.(output);
    await this.#conclude(entry, { outcome: 'done', ...(count !== undefined && { count }) });
    return output;
  }

  #entry({ caller, action, input }: Asked, { subject, details = [] }: AuditTraits): Unconcluded {
    const time = this.#clock.now();
    const { principal, remote } = caller;
    const members = details.filter((name) => input[name] !== undefined);
    return {
      id: this.#newId(time),
      time,
      principal,
      ...(remote !== undefined && { remote }),
      action,
      subject: subject === undefined ? '' : auditedSubject(String(input[subject])),
      details: Object.fromEntries(members.map((name) => [name, auditedValue(input[name])])),
    };
  }

  async #request(entry: Unconcluded): Promise<void> {
    try {
      await this.#audit.append({ ...entry, outcome: 'requested' });
    } catch (cause) {
      const message = 'the audit log cannot be written, and what is not recorded is not done';
      throw new AdminError('not-recorded', message, { cause, retryable: true });
    }
  }

  /** What was done stays done where this fails; its entry stays `requested`. */
  async #conclude({ id, action }: Unconcluded, conclusion: AuditConclusion): Promise<void> {
    operationEnded.publish({ action, outcome: conclusion.outcome });
    try {
      await this.#audit.conclude(id, conclusion);
    } catch (error) {
      notRecorded.publish({ action, error });
    }
  }
}

function checkedInput({ input }: Operation, given: unknown): Input {
  const result = input.safeParse(given);
  if (result.success) return result.data;
  throw new AdminError('invalid-input', inputMistakes(result.error));
}
