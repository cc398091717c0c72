/** What the pool and its threads say to each other. */
import type { MessageSummary } from '@postbus/domain';
import type { StoredMessage } from '@postbus/mapi';
import type { SecureForm } from '@postbus/smime';
import type { GatewayMms, GatewayTask, TextResult, TextTask } from '../text/text-tasks.ts';
import type { Opened, OpenTask, Plan, PlanTask, ProtectTask, Protected, TrustMaterial } from '../smime/smime-tasks.ts';

/** MIME to a Message object. */
export interface ConvertTask {
  readonly kind: 'convert';
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** Reads the trust that comes with it, to see whether it can be read. */
export interface ReadTrustTask {
  readonly kind: 'read-trust';
}

export type Task = ConvertTask | PlanTask | ProtectTask | OpenTask | TextTask | GatewayTask | ReadTrustTask;

export interface ConvertedMessage {
  readonly message: StoredMessage;
  readonly summary: MessageSummary;
  readonly form: SecureForm | undefined;
}

/** What comes of each kind. */
export interface Results {
  readonly convert: ConvertedMessage;
  readonly plan: Plan;
  readonly protect: Protected;
  readonly open: Opened | undefined;
  readonly text: TextResult;
  readonly gateway: GatewayMms | undefined;
  readonly 'read-trust': undefined;
}

export type ResultOf<Asked extends Task> = Results[Asked['kind']];

export interface Request {
  readonly id: number;
  readonly raw: Uint8Array;
  readonly task: Task;
  /** What this and later tasks trust; left out while it is what the thread was told last. */
  readonly trust?: TrustMaterial;
}

export type Answer = { readonly id: number; readonly result: Results[Task['kind']] } | Failure;

export interface Failure {
  readonly id: number;
  readonly failure: string;
  /** The error's code, else its class. */
  readonly reason: string;
}
