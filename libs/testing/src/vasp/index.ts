export { type Mmsc, type MmscOptions, type VaspAnswer, startMmsc } from './mmsc.ts';
export type { MmscAnswer, MmscReply, MmscScript, MmscSubmission } from './mmsc-script.ts';
