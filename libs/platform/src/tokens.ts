/** By what name Nest gives the ports: `@Inject(MAIL_STORE) private readonly mailboxes: MailStore`. */
export const MESSAGE_BUS = Symbol('MessageBus');
export const MAIL_STORE = Symbol('MailStore');
export const OUTBOX = Symbol('Outbox');
export const BLOB_STORE = Symbol('BlobStore');
export const ATTEMPT_LOG = Symbol('AttemptLog');
export const JOB_STORE = Symbol('JobStore');
export const DEVICE_STORE = Symbol('DeviceStore');
export const SMIME_STORE = Symbol('SmimeStore');
export const TEXT_MESSAGE_STORE = Symbol('TextMessageStore');
export const DIRECTORY = Symbol('Directory');
export const CLOCK = Symbol('Clock');
export const AUTHENTICATOR = Symbol('Authenticator');
export const LOG = Symbol('Log');
