export type { KafkaBusOptions, KafkaLogin, KafkaTls } from './bus-options.ts';
export { clientLogged, type ClientLogged } from './channels.ts';
export { openKafkaBus, type KafkaBus } from './kafka-bus.ts';
export { KafkaBusError } from './kafka-bus-error.ts';
