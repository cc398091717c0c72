/** Rules as the settings write them: which channels may carry which messages. */
import type { Kind } from '@postbus/platform';
import { z } from 'zod';

const name = z.string().min(1).max(64);

/** The first rule whose conditions all fit decides; one without conditions fits all. */
const rule = z.strictObject({
  /** Addresses, or `@domain`. */
  users: z.array(z.string().min(1).toLowerCase()).optional(),
  /** What the number begins with. */
  prefixes: z.array(z.string().regex(/^\+?\d{1,15}$/)).optional(),
  kinds: z.array(z.enum(['sms', 'mms'])).optional(),
  /** Each once: a message that left one behind does not come back to it. */
  channels: z.array(name).transform((names) => [...new Set(names)]),
  order: z.enum(['listed', 'cheapest']).default('listed'),
});

export type ChannelRule = z.output<typeof rule>;

export const writtenRules: Kind<readonly ChannelRule[]> = {
  expected: 'a list of rules: { users?, prefixes?, kinds?, channels, order? } (docs/text-messages.md)',
  read: (written) => {
    if (written === '') return [];
    const result = z.array(rule).safeParse(written);
    return result.success ? result.data : undefined;
  },
};
