export { Mm7HttpError, type Mm7HttpErrorCode } from './mm7-http-error.ts';
export { type HttpPostLimits, defaultHttpPostLimits } from './http-post.ts';
export type { VaspIdentity } from './submit-request.ts';
export { type Mm7ChannelOptions, openMm7Channel } from './mm7-channel.ts';
export {
  type Mm7ListenerLimits,
  type Mm7ListenerOptions,
  type Mm7Sender,
  defaultMm7ListenerLimits,
} from './listener-options.ts';
export { type Mm7Listener, startMm7Listener } from './mm7-listener.ts';
export {
  type Mm7ChannelSettings,
  type Mm7ListenSettings,
  openConfiguredMm7Channel,
  startConfiguredMm7Listener,
} from './channel-settings.ts';
