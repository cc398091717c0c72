/** How items of a collection are rendered, by the options of their class. [MS-ASCMD] 2.2.3.125.6, [MS-ASMS] 3.1.4.1.1 */
import { BodyType, type OptionsByClass, type SyncOptions } from '@postbus/activesync';
import type { MessageKind } from '@postbus/domain';
import type { CommandContext } from '../command-context.ts';
import type { ItemOptions } from '../rendering.ts';
import { filterOf } from './filter-type.ts';
import type { WantedKinds } from './collection-streams.ts';

/** Of a class that is not asked for: none. */
export function optionsOf(options: OptionsByClass<SyncOptions>, kind: MessageKind): SyncOptions {
  return (kind === 'text' ? options.sms : options.own) ?? {};
}

/** Mail has no body unless one is asked for; a text message is its text. */
export function itemOptions(
  options: OptionsByClass<SyncOptions>,
  kind: MessageKind,
  { version, account }: CommandContext,
): ItemOptions {
  const own = optionsOf(options, kind);
  const region = account.region === undefined ? {} : { region: account.region };
  if (kind === 'text') return { version, bodyPreferences: own.BodyPreference ?? [], mimeSupport: 0, ...region };
  return {
    version,
    bodyPreferences: own.BodyPreference ?? [{ Type: BodyType.PlainText, TruncationSize: 0 }],
    ...(own.BodyPartPreference !== undefined && { bodyPartPreference: own.BodyPartPreference }),
    mimeSupport: own.MIMESupport ?? 0,
    ...(own.MIMETruncation !== undefined && { mimeTruncation: own.MIMETruncation }),
    ...region,
  };
}

/** @param now epoch milliseconds */
export function wantedKinds({ own, sms }: OptionsByClass<SyncOptions>, now: number): WantedKinds {
  return {
    ...(own !== undefined && { mail: filterOf(own.FilterType ?? 0, now) }),
    ...(sms !== undefined && { text: filterOf(sms.FilterType ?? 0, now) }),
  };
}
