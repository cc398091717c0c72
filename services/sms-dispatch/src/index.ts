export { type ChannelKind, type TextChannel, readChannels } from './channel-settings.ts';
export {
  type Bound,
  type Changed,
  type Fault,
  type JobEnded,
  type Planned,
  type ReceiptTaken,
  type Received,
  type Submitted,
} from './channels.ts';
export { type SmsDispatch, type SmsDispatchPorts, createSmsDispatch } from './create-sms-dispatch.ts';
export type { ChannelDispatch, Dispatched, MessageToDispatch } from './dispatched.ts';
export { SMS_DISPATCH, SmsDispatchModule } from './nest/sms-dispatch.module.ts';
export { smsDispatchMistakes } from './settings-mistakes.ts';
export { type SmsDispatchSettings, smsDispatchSettings } from './sms-dispatch-settings.ts';
export type { TextChannelFactories } from './text-channel-factories.ts';
