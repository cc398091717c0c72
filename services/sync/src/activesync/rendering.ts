/** What commands ask of the rendering of items, whatever the class. */
import type { ApplicationData, BodyPartPreference, BodyPreference, ProtocolVersion } from '@postbus/activesync';
import type { MailboxScope, MessageRecord } from '@postbus/domain';

/** What a client wants of an item. [MS-ASCMD] 2.2.3.125 */
export interface ItemOptions {
  readonly version: ProtocolVersion;
  readonly bodyPreferences: readonly BodyPreference[];
  readonly bodyPartPreference?: BodyPartPreference;
  /** 0 never, 1 for S/MIME messages only, 2 always. [MS-ASCMD] 2.2.3.110.3 */
  readonly mimeSupport: number;
  /** Value of MIMETruncation, 0 to 8; absent: no limit. [MS-ASCMD] 2.2.3.111 */
  readonly mimeTruncation?: number;
  /** Where numbers without a country code are dialled. ISO 3166-1 */
  readonly region?: string;
}

export interface ItemRenderer {
  /** The whole item as an Add or a Fetch gives it. [MS-ASEMAIL] 2.2.2 */
  item(scope: MailboxScope, message: MessageRecord, options: ItemOptions): Promise<ApplicationData>;
  /** What a Change tells: flags, categories and read state, without the body, which does not change. */
  changed(scope: MailboxScope, message: MessageRecord, options: ItemOptions): Promise<ApplicationData>;
}
