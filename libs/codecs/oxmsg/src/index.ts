export type { MsgDefect, MsgDefectCode } from './msg-defect.ts';
export { MsgError, type MsgErrorCode } from './msg-error.ts';
export { isMsg, readMsg, type ReadMsg, type ReadMsgOptions } from './read-msg.ts';
export { writeMsg } from './write-msg.ts';
export type { WriteMsgOptions } from './write-options.ts';
