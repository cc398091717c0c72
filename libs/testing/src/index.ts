export { sinkCertificate } from './smtp-sink-certificate.ts';
export type { SinkAnswer, SinkMessage, SinkOptions, SinkScript, SinkSession, SinkStep } from './smtp-sink-script.ts';
export { type SmtpSink, startSmtpSink } from './smtp-sink.ts';
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
export { SmtpClient, dotStuffed, type SmtpClientOptions, type SmtpMessage, type SmtpOutcome } from './smtp-client.ts';
export type { SmtpReply } from './smtp-client-replies.ts';
export { ServerProcess, type ServerEnd, type ServerProcessOptions } from './server-process.ts';
export { withMethods } from './with-methods.ts';
export { manualClock, type ManualClock } from './manual-clock.ts';
