export { type Smsc, type SmscOptions, startSmsc } from './smsc.ts';
export type { SmscDelivery, SmscMessage } from './smsc-deliveries.ts';
export type { BindPdu, SmscAnswer, SmscReceipt, SmscReply, SmscScript, SubmitAnswer } from './smsc-script.ts';
export { SmscSession } from './smsc-session.ts';
export { type CarriedText, TirelessCarrier, type TirelessCarrierOptions } from './tireless-carrier.ts';
