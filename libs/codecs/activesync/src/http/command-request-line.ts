/** What the query of a request says, in either of its forms. [MS-ASHTTP] 2.2.1.1.1 */
import type { CommandName } from './command-codes.ts';

/** [MS-ASHTTP] 2.2.1.1.1.1.3, 2.2.1.1.1.2.5 */
export interface CommandParameters {
  readonly attachmentName?: string;
  /** The folder of the message that SmartForward or SmartReply is about. */
  readonly collectionId?: string;
  readonly itemId?: string;
  readonly longId?: string;
  readonly occurrence?: string;
  readonly saveInSent: boolean;
  /** Whether ItemOperations may answer in parts; in the plain form a header says so. [MS-ASHTTP] 2.2.1.1.2.5 */
  readonly acceptMultiPart: boolean;
}

export interface CommandRequestLine {
  readonly command: CommandName;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly user?: string;
  readonly parameters: CommandParameters;
  /** As `14.1`; in the plain form a header says it. [MS-ASHTTP] 2.2.1.1.2.6 */
  readonly protocolVersion?: string;
  /** The language of the client, an LCID; only in the base64 form. [MS-LCID] */
  readonly locale?: number;
  /** The policy that the device keeps; in the plain form a header says it. [MS-ASHTTP] 2.2.1.1.2.8 */
  readonly policyKey?: number;
}
