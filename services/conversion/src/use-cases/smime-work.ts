/**
 * What the use cases ask of S/MIME, wherever it is done: apart from what must go on, and within limits of time and memory.
 * Every call takes `raw` for its own, whose buffer is empty afterwards, and throws {ConversionError}.
 */
import type { Opened, OpenTask, Plan, PlanTask, ProtectTask, Protected, TrustMaterial } from '../smime/smime-tasks.ts';
import type { WorkOptions } from './work-options.ts';

export interface TrustingOptions extends WorkOptions {
  readonly trust: TrustMaterial;
}

export interface SmimeWork {
  /** What can be done to a message that is to leave. */
  plan(raw: Uint8Array, task: PlanTask, options: TrustingOptions): Promise<Plan>;
  /** Does it. */
  protect(raw: Uint8Array, task: ProtectTask, options: WorkOptions): Promise<Protected>;
  /** What the S/MIME of a message that came in is; undefined where it is none as a whole. */
  open(raw: Uint8Array, task: OpenTask, options: TrustingOptions): Promise<Opened | undefined>;
}

/** What is trusted now. */
export interface TrustSource {
  current(): Promise<TrustMaterial>;
}
