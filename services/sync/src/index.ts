export { MailboxWaits } from './activesync/mailbox-waits.ts';
export type { ApiToken } from './mailbox-api/api-token.ts';
export { openApiDocument } from './mailbox-api/openapi.ts';
export { type HttpAddresses, HttpListeners } from './nest/http-listeners.ts';
export { SyncModule } from './nest/sync.module.ts';
export type { TextApiOptions } from './nest/text-api.module.ts';
export { textTokenMistakes } from './text-api/text-token-mistakes.ts';
export { textApiDocument } from './text-api/text-api-document.ts';
export { type SyncSettings, syncSettings } from './sync-settings.ts';
