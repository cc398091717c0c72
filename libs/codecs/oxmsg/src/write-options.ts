import type { CfbVersion } from '@postbus/cfb';
import type { ResolveValue } from '@postbus/mapi';

export interface WriteMsgOptions {
  /** Gives values that lie outside the message. Needed where there are any; called for one after another. */
  readonly resolve?: ResolveValue;
  /** Of the compound file; 3 unless told. */
  readonly version?: CfbVersion;
  /** `ansi` writes 8-bit strings in the message's code page, a question mark for what that lacks; for old readers. `unicode` unless told. */
  readonly strings?: 'unicode' | 'ansi';
  /** Messages in messages; stops a message that exhausts the stack. 100 unless told. */
  readonly maxDepth?: number;
}
