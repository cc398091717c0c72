/** The operations on text messages, over the ports of this process. */
import type { Clock, DeviceStore, Directory, MailStore, TextMessageStore } from '@postbus/ports';
import {
  CancelSubmission,
  FindSubmission,
  ReleaseMessage,
  SendTextMessage,
  SubmitTextMessage,
} from '@postbus/text-messages';
import { messageOperations } from './message-operations.ts';
import { numberOperations } from './number-operations.ts';
import { optOutOperations } from './opt-out-operations.ts';

export interface TextPorts {
  readonly directory: Directory;
  readonly mailStore: MailStore;
  readonly deviceStore: DeviceStore;
  readonly textMessages: TextMessageStore;
  readonly clock: Clock;
  readonly texting?: Texting | undefined;
}

/** What the settings say of text messages. */
export interface Texting {
  /** Where numbers are dialled from by whoever has no region. */
  readonly region: string | undefined;
  /** Names of the channels beside phones; undefined where they are not known. */
  readonly channels: readonly string[] | undefined;
  /** Whether what a carrier may have is sent again at its owner's word. */
  readonly alsoOfCarriers: boolean;
}

/** CloudEvents source. */
const eventSource = '/postbus';

export function textAdministration(given: TextPorts) {
  const { mailStore: store, textMessages, deviceStore, clock, texting } = given;
  const { region, channels, alsoOfCarriers = false } = texting ?? {};
  const submit = new SubmitTextMessage(store, clock);
  const find = new FindSubmission(textMessages, store);
  const changing = { textMessages, store, clock, eventSource };
  const ports = {
    ...given,
    region,
    find,
    send: new SendTextMessage(submit, { store, deviceStore, clock, region, channels, eventSource }),
    cancel: new CancelSubmission(find, changing),
    release: new ReleaseMessage(find, { ...changing, alsoOfCarriers }),
  };
  return { ...messageOperations(ports), ...numberOperations(ports), ...optOutOperations(ports) };
}
