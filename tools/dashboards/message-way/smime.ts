/** What the S/MIME gateway does to mail that leaves, and finds of mail that comes in. */
import type { Row } from '../dashboard.ts';
import { lines } from '../panels.ts';
import { quantile, query, rate } from '../queries.ts';

const nothing = 'nobody with a policy of S/MIME since the start';

export const smime: Row = {
  title: 'S/MIME',
  panels: [
    lines({
      title: 'Mail that leaves protected',
      description:
        'Messages of senders whose policy signs or encrypts. `left` was signed or encrypted by its sender already, or the policy lets it go as it is.',
      unit: 'mps',
      stacked: true,
      nothing,
      queries: [query(rate('postbus_smime_protect_seconds_count', { by: ['outcome'] }), '{{outcome}}')],
    }),
    lines({
      title: 'Mail that may not leave',
      description:
        'Its senders are told. `no-certificates` wants `postbus smime certificate`, `no-key` wants `postbus smime key`; `not-possible` names a message in the log.',
      unit: 'mps',
      stacked: true,
      nothing: 'nothing was refused since the start',
      queries: [query(rate('postbus_smime_refused_total', { by: ['reason'] }), '{{reason}}')],
    }),
    lines({
      title: 'Found of mail that came in',
      description:
        'Signed and encrypted messages for mailboxes with a policy. Many `untrusted` at once: an authority is missing in `conversion.smime.trust`, or its certificate ended.',
      unit: 'mps',
      stacked: true,
      nothing,
      queries: [
        query(
          rate('postbus_smime_open_seconds_count', { by: ['outcome', 'decrypted'] }),
          '{{outcome}} decrypted={{decrypted}}',
        ),
      ],
    }),
    lines({
      title: 'Time for S/MIME, p99',
      description:
        'With the waiting for a thread of the pool, beside the conversion. Where it grows with the number of messages, give conversion more threads.',
      unit: 's',
      nothing,
      queries: [
        query(quantile(0.99, 'postbus_smime_protect_seconds'), 'outgoing'),
        query(quantile(0.99, 'postbus_smime_open_seconds'), 'incoming'),
      ],
    }),
    lines({
      title: 'Certificates learned',
      description:
        'Of valid signatures, where a policy says so. `false` could not be kept; the next message brings it again.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [query(rate('postbus_smime_learned_total', { by: ['kept'] }), 'kept={{kept}}')],
    }),
    lines({
      title: 'Faults of S/MIME',
      description:
        'Keys that no master key opens (`other-master-key`: the settings of a process differ), files of trust that cannot be read (what they held before goes on to count), messages that could not be looked at.',
      unit: 'cps',
      nothing: 'none since the start',
      queries: [
        query(rate('postbus_smime_keys_unusable_total', { by: ['code'] }), 'key: {{code}}'),
        query(rate('postbus_smime_trust_unreadable_total'), 'trust unreadable'),
        query(rate('postbus_smime_given_up_total'), 'message given up'),
      ],
    }),
  ],
};
