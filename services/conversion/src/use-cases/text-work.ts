/** What the use cases ask of mail that is, or was, a text message, wherever it is read: as `SmimeWork`. */
import type { MessageSummary } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { GatewayTask, TextResult, TextTask } from '../text/text-tasks.ts';
import type { WorkOptions } from './work-options.ts';

export interface ReadGatewayMms {
  readonly object: MessageObject;
  readonly summary: MessageSummary;
  /** The number that it is from. */
  readonly from: string;
}

export interface TextWork {
  /** What a mail says as a text message. */
  text(raw: Uint8Array, task: TextTask, options: WorkOptions): Promise<TextResult>;
  /** The MMS object that a mail of a gateway was; undefined where it is mail of the gateway's own. */
  gateway(raw: Uint8Array, task: GatewayTask, options: WorkOptions): Promise<ReadGatewayMms | undefined>;
}
