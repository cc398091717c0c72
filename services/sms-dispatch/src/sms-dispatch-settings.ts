/** The settings of sms-dispatch, in milliseconds. Each limit says what it stops. */
import { type Kind, choice, count, duration, section, setting } from '@postbus/platform';
import type { z } from 'zod';
import { writtenChannels } from './channel-settings.ts';
import { mm7ListenSection } from './mms/mms-settings.ts';
import { writtenRules } from './rules-setting.ts';

const some = (): Kind<number> => count({ min: 1 });
const aWhile = (): Kind<number> => duration({ min: 1 });

const phoneSettings = section({
  offerFor: setting(aWhile(), '15m', 'After this a message that no phone was offered goes to the next channel'),
  answerWithin: setting(aWhile(), '10m', 'After this a phone that was offered a message and said nothing is unknown'),
  sendWithin: setting(aWhile(), '1h', 'After this a phone that took a message and told nothing of it is unknown'),
});

export const smsDispatchSettings = section({
  channels: setting(writtenChannels, '', "What carries text messages beside the owners' phones"),
  rules: setting(
    writtenRules,
    '',
    "Which channels carry what, the first rule that fits; without any, the owner's phone and then all in their order",
  ),
  validity: setting(aWhile(), '1d', 'How long a message is of use, unless its owner says'),
  perUser: setting(some(), '1000', 'Messages of one user within limitPeriod; against a stolen password'),
  perDestination: setting(some(), '100', 'Messages to one number within limitPeriod; against harassment'),
  limitPeriod: setting(aWhile(), '1h', 'What perUser and perDestination count over'),
  mostRecipients: setting(some(), '100', 'Recipients of one message; against one Send that becomes thousands'),
  failoverAfter: setting(aWhile(), '2m', 'After this without a connection, messages go by their next channel'),
  concurrency: setting(some(), '128', 'Messages given to one channel at once'),
  lease: setting(duration({ min: 1000 }), '2m', 'After this the message of a process that died falls to another'),
  poll: setting(aWhile(), '5s', 'Longest wait before messages of other processes are seen'),
  incompleteAfter: setting(aWhile(), '1h', 'After this a message of which parts are missing is delivered with a gap'),
  unknown: setting(
    choice('mark', 'resend-owner'),
    'mark',
    'What may become of a message that was given to a carrier without an answer: nothing, or its owner may send it again',
  ),
  shutdown: setting(duration(), '20s', 'That submissions have to end when the service stops'),
  phone: phoneSettings,
  mm7: mm7ListenSection,
});

export type SmsDispatchSettings = z.output<typeof smsDispatchSettings>;
