/** A message to submit, and its content, for tests. */
import { leafEntity, multipartEntity } from '@postbus/mime';
import type { MmsToSubmit } from '@postbus/ports';

const image = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7919) & 0xff);

export const content = multipartEntity('related', [
  leafEntity('text/plain', new TextEncoder().encode('Grüße')),
  leafEntity('image/jpeg', image),
]);

export const message: MmsToSubmit = {
  id: '0b0f6f2e-9a58-4f5e-8f07-0d5a3c0a5f11',
  sender: '+14255550100',
  recipients: ['+14255550123', '7255'],
  subject: 'Saturn & rings',
  content,
  submittedAt: Date.UTC(2026, 10, 21, 20),
  expiresAt: Date.UTC(2026, 10, 22, 20),
};
