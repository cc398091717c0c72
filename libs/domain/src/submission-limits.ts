/** What one submission of a person or a program may ask for. */
const minute = 60_000;

export const submissionLimits = {
  /** Recipients. Stops one request that becomes thousands of messages. */
  recipients: 100,
  /** Characters, more than 255 parts hold. Stops texts that no carrier takes. */
  text: 20_000,
  /** Milliseconds from when it is to leave, after which it is of no use any more. */
  validity: { min: minute, max: 30 * 24 * 60 * minute },
  /** Epoch milliseconds: when it is to leave lies before. Stops times whose end of validity has no date of four digits. */
  before: Date.UTC(9999, 0),
} as const;

/** The number or name that it comes from: something that can be seen, on one line. */
export const senderForm = /^(?=.*\S)[^\p{Cc}\p{Cs}]{1,32}$/u;
